"use client";

import { Search } from "lucide-react";
import { useEffect, useState } from "react";

import { Input } from "@/components/ui/input";
import { queryParamsSet } from "@/lib/use-query-param";

const WAITED_MS = 350;

type SearchParamProps = { label: string; hint?: string; value: string };

/** A search that lives in the address; it waits until the typing stops. */
export function SearchParam({ label, hint = label, value }: SearchParamProps) {
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    if (text === null || text.trim() === value) return undefined;
    const set = () => queryParamsSet({ q: text.trim() || null, page: null });
    const timer = setTimeout(set, WAITED_MS);
    return () => clearTimeout(timer);
  }, [text, value]);
  return (
    <div className="relative flex-1 basis-56">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3 size-5 -translate-y-1/2 text-ink-soft"
      />
      <Input
        type="search"
        aria-label={label}
        placeholder={hint}
        className="min-h-11 py-1.5 pl-10 text-[0.9375rem]"
        value={text ?? value}
        onChange={(event) => setText(event.target.value)}
      />
    </div>
  );
}

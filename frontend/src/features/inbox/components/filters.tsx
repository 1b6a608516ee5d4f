"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";

import { Input, Select } from "@/components/ui/input";
import { queryParamsSet } from "@/lib/use-query-param";

import type { Filters } from "../rules";

const WAITED_MS = 350;
const CHANNELS = ["WEB", "TELEGRAM"] as const;
const LANGUAGES = ["uz", "ru"] as const;

function set(name: string, value: string): void {
  queryParamsSet({ [name]: value || null, page: null });
}

/** Narrows a queue; what is chosen lives in the address. */
export function FilterBar({ filters }: { filters: Filters }) {
  const t = useTranslations("inbox");
  return (
    <search className="flex flex-col gap-2 border-b border-line p-3">
      <SearchField search={filters.search} />
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label={t("filters.channel")}
          className="min-h-11 w-auto flex-1 px-2! py-1.5! text-[0.9375rem]"
          value={filters.channel}
          onChange={(event) => set("channel", event.target.value)}
        >
          <option value="">{t("filters.anyChannel")}</option>
          {CHANNELS.map((channel) => (
            <option key={channel} value={channel}>
              {t(`channels.${channel}`)}
            </option>
          ))}
        </Select>
        <Select
          aria-label={t("filters.language")}
          className="min-h-11 w-auto flex-1 px-2! py-1.5! text-[0.9375rem]"
          value={filters.language}
          onChange={(event) => set("language", event.target.value)}
        >
          <option value="">{t("filters.anyLanguage")}</option>
          {LANGUAGES.map((language) => (
            <option key={language} value={language}>
              {t(`languages.${language}`)}
            </option>
          ))}
        </Select>
        <label className="flex min-h-11 items-center gap-2 px-1 text-[0.9375rem]">
          <input
            type="checkbox"
            className="size-5 accent-brand"
            checked={filters.isOverdue}
            onChange={(event) => set("overdue", event.target.checked ? "1" : "")}
          />
          {t("filters.overdue")}
        </label>
      </div>
    </search>
  );
}

/** Waits until the typing stops before it asks the server. */
function SearchField({ search }: { search: string }) {
  const t = useTranslations("inbox");
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    if (text === null || text.trim() === search) return undefined;
    const timer = setTimeout(() => set("q", text.trim()), WAITED_MS);
    return () => clearTimeout(timer);
  }, [text, search]);
  return (
    <div className="relative">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3 size-5 -translate-y-1/2 text-ink-soft"
      />
      <Input
        type="search"
        aria-label={t("filters.search")}
        placeholder={t("filters.searchHint")}
        className="min-h-11 py-1.5 pl-10 text-[0.9375rem]"
        value={text ?? search}
        onChange={(event) => setText(event.target.value)}
      />
    </div>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";

import { Input } from "@/components/ui/input";
import { Listbox, optionId } from "@/components/ui/listbox";
import { useErrorText } from "@/lib/api/use-error-text";
import { placeAfter } from "@/lib/arrows";
import type { Kind } from "@/lib/auth/me";

import type { Item } from "../rules";
import { useItems } from "../use-items";

type PaletteListProps = { kind: Kind; onDone: () => void };

/** A text field that leads a list: actions of this page, pages, sessions. */
export default function PaletteList({ kind, onDone }: PaletteListProps) {
  const t = useTranslations("shortcuts.palette");
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const { items, isPending, error } = useItems(kind, text);
  const errorText = useErrorText();
  const at = Math.min(active, Math.max(0, items.length - 1));
  useEffect(() => field.current?.focus(), []);

  function choose(item: Item | undefined): void {
    if (!item) return;
    onDone();
    // The dialog gives the focus back first: the action may want it elsewhere.
    requestAnimationFrame(item.run);
  }

  function keyDown(event: KeyboardEvent): void {
    const next = placeAfter(event.key, at, items.length);
    if (next !== null) setActive(next);
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) choose(items[at]);
    else return;
    event.preventDefault();
  }

  const counted = isPending ? t("searching") : t("count", { count: items.length });
  const said = error ? errorText(error) : counted;
  return (
    <div className="flex flex-col gap-2">
      <Input
        ref={field}
        role="combobox"
        aria-label={t("label")}
        aria-expanded
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={items[at] ? optionId(listId, at) : undefined}
        autoComplete="off"
        placeholder={t("label")}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={keyDown}
      />
      <Listbox
        id={listId}
        label={t("found")}
        rows={items}
        keyOf={({ id }) => id}
        active={at}
        onChoose={choose}
        className="h-80 max-h-[50dvh]"
        render={({ label, hint }) => (
          <>
            <span className="line-clamp-2 min-w-0">{label}</span>
            <span className="shrink-0 text-sm text-ink-soft tabular-nums">{hint}</span>
          </>
        )}
      />
      <p role="status" className={items.length > 0 && !error ? "sr-only" : "text-ink-soft"}>
        {said}
      </p>
    </div>
  );
}

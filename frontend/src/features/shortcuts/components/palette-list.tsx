"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";

import { Input } from "@/components/ui/input";
import { useErrorText } from "@/lib/api/use-error-text";
import type { Kind } from "@/lib/auth/me";
import { cx } from "@/lib/cx";

import { type Item, placeAfter } from "../rules";
import { useItems } from "../use-items";

const STEPS = new Map<string, 1 | -1>([
  ["ArrowDown", 1],
  ["ArrowUp", -1],
]);

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
  useEffect(() => {
    document.getElementById(`${listId}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [listId, at]);

  function choose(item: Item | undefined): void {
    if (!item) return;
    onDone();
    // The dialog gives the focus back first: the action may want it elsewhere.
    requestAnimationFrame(item.run);
  }

  function keyDown(event: KeyboardEvent): void {
    const step = STEPS.get(event.key);
    if (step !== undefined) setActive(placeAfter(at, step, items.length));
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
        aria-activedescendant={items[at] ? `${listId}-${at}` : undefined}
        autoComplete="off"
        placeholder={t("label")}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={keyDown}
      />
      <div
        id={listId}
        role="listbox"
        aria-label={t("found")}
        className="h-80 max-h-[50dvh] overflow-y-auto"
      >
        {items.map((item, index) => (
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the field's
          <div
            key={item.id}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(item)}
            className={cx(
              "flex min-h-11 items-center justify-between gap-3 rounded-lg px-3 py-1.5",
              index === at && "bg-brand-soft",
            )}
          >
            <span className="line-clamp-2 min-w-0">{item.label}</span>
            <span className="shrink-0 text-sm text-ink-soft tabular-nums">{item.hint}</span>
          </div>
        ))}
      </div>
      <p role="status" className={items.length > 0 && !error ? "sr-only" : "text-ink-soft"}>
        {said}
      </p>
    </div>
  );
}

"use client";

import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useId, useMemo, useState } from "react";

import { cx } from "@/lib/cx";
import { folded } from "@/lib/folded";

import type { FieldControl } from "./field";
import { Input } from "./input";

export type Option = { value: string; label: string; hint?: string };

type ComboboxProps = {
  control: FieldControl;
  options: readonly Option[];
  value: string | null;
  onChange: (value: string | null) => void;
  placeholder?: string;
};

/** A text field that narrows a list (ARIA's combobox with a listbox). */
export function Combobox({ control, options, value, onChange, placeholder }: ComboboxProps) {
  const t = useTranslations("common");
  const listId = useId();
  const [text, setText] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const chosen = options.find((option) => option.value === value);
  const isOpen = text !== null;
  const shown = useMemo(() => {
    const wanted = folded(text ?? "");
    return options.filter(({ label, hint }) => folded(`${label} ${hint ?? ""}`).includes(wanted));
  }, [options, text]);

  function choose(option: Option | undefined): void {
    if (option) onChange(option.value);
    setText(null);
  }

  function keyDown(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (isOpen) setActive((active + step + shown.length) % Math.max(1, shown.length));
      else setText("");
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      choose(shown[active]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      setText(null);
    }
  }

  return (
    <div className="relative">
      <Input
        {...control}
        role="combobox"
        autoComplete="off"
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && shown[active] ? `${listId}-${active}` : undefined}
        placeholder={placeholder}
        value={text ?? chosen?.label ?? ""}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
          if (event.target.value === "") onChange(null);
        }}
        onClick={() => setText((now) => now ?? "")}
        onBlur={() => setText(null)}
        onKeyDown={keyDown}
      />
      <div
        id={listId}
        role="listbox"
        aria-label={t("choices")}
        hidden={!isOpen}
        className="absolute inset-x-0 top-full z-30 mt-1 max-h-72 overflow-y-auto rounded-xl border border-line bg-surface p-1.5 shadow-over"
      >
        {shown.map((option, index) => (
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the input's
          <div
            key={option.value}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={option.value === value}
            tabIndex={-1}
            // The input keeps the focus, so that its blur does not close the list first.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(option)}
            className={cx(
              "flex min-h-11 items-center gap-3 rounded-lg px-3 py-1.5",
              index === active && "bg-brand-soft",
            )}
          >
            <span className="flex-1">
              {option.label}
              {option.hint ? (
                <span className="block text-sm text-ink-soft">{option.hint}</span>
              ) : null}
            </span>
            {option.value === value ? <Check aria-hidden className="size-5 text-brand" /> : null}
          </div>
        ))}
        {shown.length === 0 ? (
          <div className="px-3 py-2 text-ink-soft">{t("nothingFound")}</div>
        ) : null}
      </div>
    </div>
  );
}

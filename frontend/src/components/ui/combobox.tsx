"use client";

import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useId, useMemo, useState } from "react";

import { placeAfter } from "@/lib/arrows";
import { folded } from "@/lib/folded";

import type { FieldControl } from "./field";
import { Input } from "./input";
import { Listbox, optionId } from "./listbox";

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
    const next = placeAfter(event.key, active, shown.length);
    if (next !== null) {
      event.preventDefault();
      if (isOpen) setActive(next);
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
        aria-activedescendant={isOpen && shown[active] ? optionId(listId, active) : undefined}
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
      <Listbox
        id={listId}
        label={t("choices")}
        rows={shown}
        keyOf={(option) => option.value}
        active={active}
        isChosen={(option) => option.value === value}
        onChoose={choose}
        hidden={!isOpen}
        className="absolute inset-x-0 top-full z-30 mt-1 max-h-72 rounded-xl border border-line bg-surface p-1.5 shadow-over"
        render={(option) => (
          <>
            <span>
              {option.label}
              {option.hint ? (
                <span className="block text-sm text-ink-soft">{option.hint}</span>
              ) : null}
            </span>
            {option.value === value ? (
              <Check aria-hidden className="size-5 shrink-0 text-brand" />
            ) : null}
          </>
        )}
      >
        {shown.length === 0 ? (
          <div className="px-3 py-2 text-ink-soft">{t("nothingFound")}</div>
        ) : null}
      </Listbox>
    </div>
  );
}

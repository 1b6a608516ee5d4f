"use client";

import { useTranslations } from "next-intl";
import { type MouseEvent, useEffect, useRef } from "react";

import { fieldId } from "./field";

type ErrorSummaryProps = {
  /** Field → words, in the order of the fields; the same words stand beside each field. */
  errors: Readonly<Record<string, string>>;
  /** What is wrong with no field in particular. */
  general?: string | undefined;
  /** Changes with each try, so that the same mistake twice takes the focus twice. */
  attempt: number;
};

/** Says what stops a form, takes the focus, and leads to each field. */
export function ErrorSummary({ errors, general, attempt }: ErrorSummaryProps) {
  const t = useTranslations("common.form");
  const box = useRef<HTMLDivElement>(null);
  const rows = Object.entries(errors);
  const isEmpty = rows.length === 0 && !general;
  useEffect(() => {
    if (!isEmpty) box.current?.focus();
  }, [isEmpty, attempt]);
  if (isEmpty) return null;
  return (
    <div
      ref={box}
      tabIndex={-1}
      role="alert"
      className="rounded-xl border-2 border-bad bg-bad-soft p-4"
    >
      <h2 className="text-lg font-bold">{t("problem")}</h2>
      {general ? <p className="mt-1">{general}</p> : null}
      <ul className="mt-1 flex flex-col gap-1">
        {rows.map(([field, text]) => (
          <li key={field}>
            <a
              href={`#${fieldId(field)}`}
              className="font-semibold text-bad underline"
              onClick={toField}
            >
              {text}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function toField(event: MouseEvent<HTMLAnchorElement>): void {
  const target = document.querySelector<HTMLElement>(event.currentTarget.hash);
  if (target === null) return;
  event.preventDefault();
  target.focus();
}

"use client";

import { CircleCheck, Languages } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";

import { LOCALE_NAMES } from "@/lib/i18n/locales";

import { type Count, countOf, languageOf } from "../rules";

/** A reader hears the count when typing stops, not at every letter. */
const SAID_AFTER_MS = 1_200;

export function Counter({ text }: { text: string }) {
  const t = useTranslations("new-message.count");
  const count = countOf(text);
  const language = languageOf(text);
  const words = useCountWords(count);
  const said = useLater(words);
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-sm text-ink-soft tabular-nums">
      <p aria-hidden className={count.kind === "over" ? "font-semibold text-bad" : undefined}>
        {count.kind === "enough" ? (
          <CircleCheck className="mr-1 inline size-4 align-[-0.15em] text-ok" />
        ) : null}
        {words}
      </p>
      <p className="sr-only" role="status">
        {said}
      </p>
      {language ? (
        <p>
          <Languages aria-hidden className="mr-1 inline size-4 align-[-0.15em]" />
          {t("language", {
            language: language === "uz-Cyrl" ? t("cyrillic") : LOCALE_NAMES[language],
          })}
        </p>
      ) : null}
    </div>
  );
}

function useCountWords(count: Count): string {
  const t = useTranslations("new-message.count");
  switch (count.kind) {
    case "empty":
      return t("empty");
    case "more":
      return t("more", { missing: count.missing });
    case "left":
      return t("left", { left: count.left });
    case "over":
      return t("over", { over: count.over });
    case "enough":
      return t("enough");
  }
}

function useLater(words: string): string {
  const [said, setSaid] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSaid(words), SAID_AFTER_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return said;
}

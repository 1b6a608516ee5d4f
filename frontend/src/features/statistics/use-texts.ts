"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";

import { useDepartments } from "@/lib/departments";
import { numberText } from "@/lib/i18n/dates";

import { durationOf, type Group } from "./rules";

const NONE = "–";

/** How figures of each kind are said; what is not known is a dash. */
export function useTexts() {
  const t = useTranslations("office.units");
  return useMemo(() => {
    const said = (value: number | null | undefined, say: (known: number) => string) =>
      value === null || value === undefined ? NONE : say(value);
    return {
      count: (value: number | null | undefined) => said(value, (known) => numberText(known)),
      share: (value: number | null | undefined) =>
        said(value, (known) => `${numberText(known * 100, 1)} %`),
      rating: (value: number | null | undefined) => said(value, (known) => numberText(known, 2)),
      time: (value: number | null | undefined) =>
        said(value, (known) => {
          const { unit, value: number } = durationOf(known);
          return t(unit, { value: numberText(number, 1) });
        }),
    };
  }, [t]);
}

/** Names the key of a row: a department, a channel, a language. */
export function useKeyName(group: Exclude<Group, "day">): (key: string) => string {
  const t = useTranslations("office");
  const words = useTranslations("statistics");
  const { nameOf } = useDepartments();
  return (key) => {
    if (key === "") return words("unknown");
    if (group === "department") return nameOf(key);
    if (group === "channel") return t(key === "TELEGRAM" ? "channels.TELEGRAM" : "channels.WEB");
    return t(key === "ru" ? "languages.ru" : "languages.uz");
  };
}

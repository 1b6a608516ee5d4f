"use client";

import { useLocale } from "next-intl";
import { useCallback } from "react";

import { type DateStyle, dateText } from "./dates";

/** Returns a function that says a moment in the language of the page. */
export function useDates(): (moment: string | Date, style: DateStyle) => string {
  const locale = useLocale();
  return useCallback((moment, style) => dateText(moment, style, locale), [locale]);
}

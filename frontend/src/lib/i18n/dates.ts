/**
 * Dates and numbers in words. Many browsers know no Uzbek months (they show "2026 M11 22"), so that
 * those are ours; everything falls on the clock of Tashkent.
 */

import type { Locale } from "./locales";

/** Everybody this serves lives by one clock. */
export const TIME_ZONE = "Asia/Tashkent";

export type DateStyle = "day" | "dayYear" | "time" | "full";

const MONTHS: Record<Locale, readonly string[]> = {
  uz: "yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr".split(" "),
  "uz-Cyrl": "январ феврал март апрел май июн июл август сентабр октабр ноябр декабр".split(" "),
  ru: "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(
    " ",
  ),
};
const YEARS: Record<Locale, (day: string, year: string) => string> = {
  uz: (day, year) => `${year}-yil ${day}`,
  "uz-Cyrl": (day, year) => `${year} йил ${day}`,
  ru: (day, year) => `${day} ${year}`,
};
const PARTS = new Intl.DateTimeFormat("en-GB", {
  timeZone: TIME_ZONE,
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

type Parts = Record<"year" | "month" | "day" | "hour" | "minute", string>;

function partsOf(moment: string | Date): Parts {
  const parts = PARTS.formatToParts(new Date(moment));
  return Object.fromEntries(parts.map(({ type, value }) => [type, value])) as Parts;
}

/** `22-noyabr`, `2026-yil 22-noyabr`, `11:30`, or day, year and time together. */
export function dateText(moment: string | Date, style: DateStyle, locale: Locale): string {
  const { year, month, day, hour, minute } = partsOf(moment);
  const time = `${hour}:${minute}`;
  if (style === "time") return time;
  const name = MONTHS[locale][Number(month) - 1] ?? month;
  const inYear = locale === "ru" ? `${day} ${name}` : `${day}-${name}`;
  if (style === "day") return inYear;
  const whole = YEARS[locale](inYear, year);
  return style === "dayYear" ? whole : `${whole}, ${time}`;
}

/** Thousands apart and a comma before decimals, as in all three languages. */
export function numberText(value: number, digits = 0): string {
  return new Intl.NumberFormat("ru", { maximumFractionDigits: digits }).format(value);
}

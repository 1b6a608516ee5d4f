/** Days as people in Tashkent count them. */

import { TIME_ZONE } from "@/lib/i18n/dates";

const DAY = new Intl.DateTimeFormat("en-CA", { timeZone: TIME_ZONE, dateStyle: "short" });

/** The calendar day there, such as `2026-11-22`. */
export function dayOf(moment: string | Date): string {
  return DAY.format(new Date(moment));
}

export function isSameDay(one: string | Date, other: string | Date): boolean {
  return dayOf(one) === dayOf(other);
}

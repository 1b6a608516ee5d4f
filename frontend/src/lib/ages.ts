/** How long ago something was, as lists say it. */

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

export type Age = { unit: "now" | "minutes" | "hours" | "days"; count: number };

/** How long ago, in the largest whole unit. */
export function ageOf(moment: string, nowMs: number): Age {
  const minutes = Math.floor((nowMs - new Date(moment).getTime()) / MINUTE_MS);
  if (minutes < 1) return { unit: "now", count: 0 };
  if (minutes < HOUR_MINUTES) return { unit: "minutes", count: minutes };
  if (minutes < DAY_MINUTES) return { unit: "hours", count: Math.floor(minutes / HOUR_MINUTES) };
  return { unit: "days", count: Math.floor(minutes / DAY_MINUTES) };
}

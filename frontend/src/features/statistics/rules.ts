/** Figures of a period: which days, which rows, how a number is said (P38, X1). */

import type { Schemas } from "@/lib/api/client";
import { shortTime } from "@/lib/figures";

export type Statistics = Schemas["StatisticsReply"];
export type Service = Schemas["ServiceReply"];
export type Routing = Schemas["RoutingReply"];
export type Confusion = Schemas["ConfusionReply"];

export const PERIODS_DAYS = [7, 30, 90, 365] as const;
export const PERIOD_DEFAULT = 30;
const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export type Filters = {
  since: string;
  until: string;
  department: string;
  channel: string;
  language: string;
};

export function dayShift(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

type AskedPeriod = { period: string | null; since: string | null; until: string | null };

/** The days that the address names: whole days of one's own, or so many up to today. */
export function periodOf({ period, since, until }: AskedPeriod, today: string) {
  const isOwn = since !== null && until !== null && DAY.test(since) && DAY.test(until);
  if (isOwn && since <= until) return { since, until, days: null };
  const days = PERIODS_DAYS.find((one) => String(one) === period) ?? PERIOD_DEFAULT;
  return { since: dayShift(today, 1 - days), until: today, days };
}

/** Every day from the first to the last. */
export function daysOf(since: string, until: string): string[] {
  const days: string[] = [];
  for (let day = since; day <= until && days.length <= 366; day = dayShift(day, 1)) days.push(day);
  return days;
}

export type Wanted = Record<string, string>;

/** What the server is asked for; only what narrows. */
export function wantedOf(filters: Filters): Wanted {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ""));
}

export const GROUPS = ["day", "department", "channel", "language"] as const;
export type Group = (typeof GROUPS)[number];

export type Row = { key: string; service: Service | null; routing: Routing | null };

/** Service and routing of the same key side by side, the most sessions first. */
export function rowsOf(found: Statistics, group: Group): Row[] {
  const routing = new Map(found.routing[group].map((row) => [row.key, row]));
  const keys = new Set([...found.service[group].map(({ key }) => key), ...routing.keys()]);
  const service = new Map(found.service[group].map((row) => [row.key, row]));
  const rows = [...keys].map((key) => ({
    key,
    service: service.get(key) ?? null,
    routing: routing.get(key) ?? null,
  }));
  return rows.sort((one, other) => (other.service?.sessions ?? 0) - (one.service?.sessions ?? 0));
}

/** One row a day, also for days on which nothing happened. */
export function dayRowsOf(found: Statistics): Row[] {
  const known = new Map(rowsOf(found, "day").map((row) => [row.key, row]));
  return daysOf(found.since, found.until).map(
    (key) => known.get(key) ?? { key, service: null, routing: null },
  );
}

export function isEmpty(found: Statistics): boolean {
  return (found.service.total[0]?.sessions ?? 0) === 0;
}

export type Told = { unit: "ms" | "s" | "min" | "h" | "d"; value: number };
const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

/** A duration in the unit that needs few digits. */
export function durationOf(seconds: number): Told {
  if (seconds > 0 && seconds < MINUTE_S) return shortTime(seconds);
  if (seconds === 0) return { unit: "s", value: 0 };
  if (seconds < HOUR_S) return { unit: "min", value: Math.round(seconds / MINUTE_S) };
  if (seconds < 2 * DAY_S) return { unit: "h", value: Math.round((seconds / HOUR_S) * 10) / 10 };
  return { unit: "d", value: Math.round((seconds / DAY_S) * 10) / 10 };
}

export type Matrix = { codes: string[]; count: (chosen: string, right: string) => number };

/** Departments that were chosen or right, and how often which met which. */
export function matrixOf(rows: readonly Confusion[]): Matrix {
  const counts = new Map(rows.map(({ chosen, right, count }) => [`${chosen}>${right}`, count]));
  const weight = new Map<string, number>();
  for (const { chosen, right, count } of rows) {
    for (const code of new Set([chosen, right])) weight.set(code, (weight.get(code) ?? 0) + count);
  }
  const codes = [...weight.keys()].sort((a, b) => (weight.get(b) ?? 0) - (weight.get(a) ?? 0));
  return { codes, count: (chosen, right) => counts.get(`${chosen}>${right}`) ?? 0 };
}

/** What was taken for something else, the most frequent first. */
export function mistakesOf(rows: readonly Confusion[]): Confusion[] {
  return rows
    .filter(({ chosen, right }) => chosen !== right)
    .sort((one, other) => other.count - one.count);
}

/** The queues of an inbox, and what a row says. */

import type { Tone } from "@/components/ui/chip";
import type { Schemas } from "@/lib/api/client";
export { type Age, ageOf } from "@/lib/ages";

export const TABS = ["new", "mine", "held", "closed"] as const;
export type InboxTab = (typeof TABS)[number];

export type InboxRow = Schemas["QueuedSessionReply"];

export type Filters = {
  search: string;
  channel: string;
  language: string;
  isOverdue: boolean;
  page: number;
};

export type Wanted = Record<string, string | number | boolean>;

export const PAGE_SIZE = 50;

export function tabOf(word: string | null | undefined): InboxTab {
  return TABS.find((tab) => tab === word) ?? "new";
}

/** A search is a number, a phone or words; nobody should have to say which. */
export function searchOf(text: string): Wanted {
  const words = text.trim();
  if (words === "") return {};
  if (/^[A-Za-z]{2}-\d{4}-\d+$/.test(words)) return { number: words.toUpperCase() };
  const digits = words.replace(/\D/g, "");
  if (digits.length >= 9 && /^\+?[\d\s()-]+$/.test(words)) {
    return { phone: digits.length === 9 ? `+998${digits}` : `+${digits}` };
  }
  return { words };
}

const OF_TAB: Record<InboxTab, Wanted> = {
  new: { status: "WAITING", is_unassigned: true, is_oldest_first: true },
  mine: { status: "ACTIVE", is_mine: true, is_oldest_first: true },
  held: { status: "ACTIVE", is_held: true, is_oldest_first: true },
  closed: { status: "CLOSED" },
};

/** What the server is asked for; only what narrows. */
export function wantedOf(tab: InboxTab, filters: Filters): Wanted {
  const { search, channel, language, isOverdue, page } = filters;
  return {
    ...OF_TAB[tab],
    ...searchOf(search),
    ...(channel ? { channel } : {}),
    ...(language ? { language } : {}),
    ...(isOverdue ? { is_overdue: true } : {}),
    page,
    page_size: PAGE_SIZE,
  };
}

/** The rows of a queue, oldest first (the closed ones newest first), whatever the server knows. */
export function rowsOf(tab: InboxTab, rows: readonly InboxRow[]): InboxRow[] {
  const own = tab === "held" ? rows.filter((row) => row.is_held) : [...rows];
  const order = tab === "closed" ? -1 : 1;
  return own.sort((one, other) => order * one.opened_at.localeCompare(other.opened_at));
}

/** The session before or after the open one; the first when none is open. */
export function neighbourOf(
  rows: readonly InboxRow[],
  open: string | null,
  step: 1 | -1,
): string | null {
  const at = rows.findIndex((row) => row.session_uuid === open);
  const next = at === -1 ? rows[0] : rows[at + step];
  return next?.session_uuid ?? null;
}

/** Whether somebody asked for less than the whole queue. */
export function isNarrowed({ search, channel, language, isOverdue }: Filters): boolean {
  return isOverdue || [search, channel, language].some(Boolean);
}

const SURE = 0.8;
const FAIRLY_SURE = 0.6;

export function confidenceTone(confidence: number): Tone {
  if (confidence >= SURE) return "ok";
  return confidence >= FAIRLY_SURE ? "warn" : "bad";
}

const MINUTE_MS = 60_000;

export function minutesUntil(moment: string, nowMs: number): number {
  return Math.max(0, Math.floor((new Date(moment).getTime() - nowMs) / MINUTE_MS));
}

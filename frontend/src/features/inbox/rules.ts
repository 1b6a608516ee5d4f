/** The queues of an inbox, and what a row says. */

import type { Tone } from "@/components/ui/chip";
import type { Schemas } from "@/lib/api/client";
import type { LiveEvent } from "@/lib/live/types";
import { searchOf } from "@/lib/session/search";

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

type Wanted = Record<string, string | number | boolean>;

export const PAGE_SIZE = 50;

export function tabOf(word: string | null | undefined): InboxTab {
  return TABS.find((tab) => tab === word) ?? "new";
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

/** Whether somebody asked for less than the whole queue. */
export function isNarrowed({ search, channel, language, isOverdue }: Filters): boolean {
  return isOverdue || [search, channel, language].some(Boolean);
}

/** Whether something new is worth a sound: a session that waits, or words in one of one's own. */
export function isHeard(topic: string, { kind, change }: LiveEvent): boolean {
  if (kind !== "queue.changed") return false;
  if (topic === "me") return change === "created";
  return topic.startsWith("department:") && (change === "routed" || change === "released");
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

/** How the messages of a session are laid out. */

import { dayOf } from "@/lib/time";

import type { Message, SessionRow } from "./rules";

export type ChatDay = { day: string; messages: Message[] };

/** The messages as they were sent, under their days; `sequence` counts arrivals (F8). */
export function chatDays(messages: readonly Message[]): ChatDay[] {
  const days: ChatDay[] = [];
  const sent = (message: Message): number => Date.parse(message.sent_at);
  for (const message of [...messages].sort((one, other) => sent(one) - sent(other))) {
    const day = dayOf(message.sent_at);
    const last = days.at(-1);
    if (last?.day === day) last.messages.push(message);
    else days.push({ day, messages: [message] });
  }
  return days;
}

const NOTICES = [
  "FINDING_DEPARTMENT",
  "UNDER_REVIEW",
  "SESSION_MOVED",
  "CLOSE_WARNING",
  "SESSION_CLOSED",
  "SESSION_REOPENED",
] as const;
export type NoticeKind = (typeof NOTICES)[number];

/** What the system says in words of ours; null for a notice that this page does not know. */
export function noticeOf(message: Message): NoticeKind | null {
  return NOTICES.find((notice) => notice === message.notice) ?? null;
}

export const CLOSING_SOON_MS = 2 * 60 * 60_000;

/** Whether the session closes by itself within two hours (P26). */
export function closesSoon(session: SessionRow, nowMs: number): boolean {
  if (session.closes_at === null) return false;
  const left = new Date(session.closes_at).getTime() - nowMs;
  return left > 0 && left <= CLOSING_SOON_MS;
}

/** The operator's queue: what waits, in which order, and what a key means (O1). */

import type { Schemas } from "@/lib/api/client";

type Queued = Schemas["QueuedSessionReply"];
type Unsure = Schemas["OperatorQueueReply"];
export type Suggestion = Schemas["SuggestionReply"];

/** A session to decide on; only what the pipeline gave up on has suggestions. */
export type TriageRow = Queued &
  Partial<Pick<Unsure, "suggestions" | "reason_code" | "reason" | "confidence">>;

export type Decision = { row: TriageRow; department: string; name: string; reason: string };

export const QUEUES = ["unsure", "overdue"] as const;
export type Queue = (typeof QUEUES)[number];
export const SUGGESTIONS_MAX = 3;

export function queueOf(word: string | null | undefined): Queue {
  return QUEUES.find((queue) => queue === word) ?? "unsure";
}

export function oldestFirst(rows: readonly TriageRow[]): TriageRow[] {
  return [...rows].sort((one, other) => one.opened_at.localeCompare(other.opened_at));
}

/** What is left when the decisions that are on their way count as made. */
export function rowsLeft(rows: readonly TriageRow[], made: readonly Decision[]): TriageRow[] {
  const gone = new Set(made.map(({ row }) => row.session_uuid));
  return rows.filter((row) => !gone.has(row.session_uuid));
}

/** The one after `open`, or before it when it is the last: whoever decides goes straight on. */
export function nextOf(rows: readonly TriageRow[], open: string | null): string | null {
  const at = rows.findIndex((row) => row.session_uuid === open);
  return (rows[at + 1] ?? rows[at - 1])?.session_uuid ?? null;
}

/** Whether it gets its first department; every other decision is a move. */
export function isFirstOf({ status }: TriageRow): boolean {
  return status === "NEEDS_OPERATOR";
}

/** Codes of the pipeline that have words of their own; all others are a failure (P20). */
export const REASON_WORDS = [
  "LOW_CONFIDENCE",
  "NO_CANDIDATES",
  "MODEL_UNAVAILABLE",
  "MODEL_ANSWER_INVALID",
  "BUDGET_SPENT",
] as const;
export type ReasonWord = (typeof REASON_WORDS)[number] | "FAILED" | "OVERDUE";

export function reasonWordOf(row: TriageRow): ReasonWord {
  if (!isFirstOf(row)) return "OVERDUE";
  return REASON_WORDS.find((word) => word === row.reason_code) ?? "FAILED";
}

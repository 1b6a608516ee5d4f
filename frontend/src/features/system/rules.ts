/** How the pipeline does, and what the audit log says (Q4, P39). */

import type { Tone } from "@/components/ui/chip";
import type { Schemas } from "@/lib/api/client";

export type Health = Schemas["HealthReply"];
export type StageHealth = Schemas["StageHealthReply"];
export type AuditEntry = Schemas["AuditEntryReply"];

/** The schema leaves the rows of jobs open. */
export type JobCount = { kind: string; state: string; count: number };

export const TABS = ["health", "audit"] as const;
export type Tab = (typeof TABS)[number];

export const PERIODS_MINUTES = [15, 60, 360, 1_440] as const;
export const PERIOD_DEFAULT = 60;

export function periodOf(word: string | null | undefined): number {
  return PERIODS_MINUTES.find((minutes) => String(minutes) === word) ?? PERIOD_DEFAULT;
}

const JOB_TONES: Record<string, Tone> = { FAILED: "bad", DEAD: "bad", RUNNING: "brand" };

export function jobTone(state: string): Tone {
  return JOB_TONES[state] ?? "neutral";
}

const OLD_S = 300;

/** A message that has been under way for minutes wants a look. */
export function isStuck({ state, oldest_age_s }: Schemas["MessagesReply"]): boolean {
  const waits = state === "RECEIVED" || state === "QUEUED" || state === "PROCESSING";
  return waits && oldest_age_s > OLD_S;
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export type AuditFilters = { action: string; kind: string; subject: string; actor: string };

/** What the log is asked for; half an id narrows nothing. */
export function wantedOf({ action, kind, subject, actor }: AuditFilters, beforeId: number | null) {
  return {
    ...(action ? { action } : {}),
    ...(kind ? { subject_kind: kind } : {}),
    ...(UUID.test(subject) ? { subject_uuid: subject } : {}),
    ...(UUID.test(actor) ? { actor_uuid: actor } : {}),
    ...(beforeId === null ? {} : { before_id: beforeId }),
  };
}

const ID_SHOWN_CHARS = 8;

/** An id by its beginning, which is enough to tell it from others; any other word as it is. */
export function idShort(word: string): string {
  return UUID.test(word) ? word.slice(0, ID_SHOWN_CHARS) : word;
}

/** Whether an entry is about a thing; a page that was looked at has no id. */
export function hasSubject({ subject_uuid }: AuditEntry): boolean {
  return /[1-9a-f]/i.test(subject_uuid);
}

/** What an entry adds, as short words; nothing that is empty. */
export function detailsOf({ details }: AuditEntry): [string, string][] {
  return Object.entries(details)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]);
}

export const ACTIONS = [
  "SIGNED_IN",
  "SIGNED_OUT",
  "SIGN_IN_FAILED",
  "PERSONAL_DATA_SEEN",
  "PHONE_SEARCHED",
  "SESSION_OPENED",
  "SESSION_ASSIGNED",
  "SESSION_TO_OPERATORS",
  "SESSION_PICKED",
  "SESSION_RELEASED",
  "SESSION_REASSIGNED",
  "SESSION_MOVED",
  "SESSION_HELD",
  "SESSION_UNHELD",
  "SESSION_ESCALATED",
  "SESSION_CLOSED",
  "SESSION_REOPENED",
  "SESSION_RATED",
  "SESSION_QUARANTINED",
  "SESSION_UNQUARANTINED",
  "ROUTING_CONFIRMED",
  "ROUTING_DISPUTED",
  "CORRECTION_APPROVED",
  "CORRECTION_UNDONE",
  "NOTE_WRITTEN",
  "PERSON_CREATED",
  "PERSON_ROLE_SET",
  "PERSON_SWITCHED_OFF",
  "PERSON_SWITCHED_ON",
  "MEMBERSHIP_ADDED",
  "MEMBERSHIP_ENDED",
  "PASSWORD_CHANGED",
  "SECOND_FACTOR_SET",
  "DISTRICT_CREATED",
  "DISTRICT_CHANGED",
  "DEPARTMENT_CREATED",
  "DEPARTMENT_CHANGED",
  "PROMPT_CREATED",
  "PROMPT_ACTIVATED",
  "PROMPT_DEACTIVATED",
  "LEGAL_HOLD_SET",
] as const;
export type Action = (typeof ACTIONS)[number];

export function actionOf(word: string): Action | null {
  return ACTIONS.find((action) => action === word) ?? null;
}

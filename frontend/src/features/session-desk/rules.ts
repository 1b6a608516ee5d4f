/** Who may do what to a session, and how its clocks are said. */

import type { Me } from "@/lib/auth/me";
import type { SessionRow } from "@/lib/session/rules";

export type Powers = {
  isMine: boolean;
  canPick: boolean;
  canVerify: boolean;
  canReply: boolean;
  canNote: boolean;
  canCorrect: boolean;
  canHold: boolean;
  canEnd: boolean;
  canRelease: boolean;
  canReassign: boolean;
  canReopen: boolean;
};

const IN_DEPARTMENT = ["WAITING", "ACTIVE"];

function isOwn(session: SessionRow, me: Me): boolean {
  return session.staff_uuid !== null && session.staff_uuid === me.user_uuid;
}

/** What staff and those above share: those above may touch every session of a department. */
function shared(session: SessionRow, isAbove: boolean, isMine: boolean) {
  const isOpen = IN_DEPARTMENT.includes(session.status);
  const isHandled = isOpen && (isMine || isAbove);
  const isTalked = isHandled && session.status === "ACTIVE";
  return {
    canVerify: isHandled && !session.is_verified && session.department !== null,
    canNote: session.status !== "CLOSED",
    canCorrect: isOpen && (isHandled || session.staff === null),
    canHold: isTalked,
    canEnd: isTalked,
    canRelease: isHandled && session.staff !== null,
  };
}

/** What the page offers; the server decides (P23 to P28). */
export function powersOf(session: SessionRow, me: Me): Powers {
  const isStaff = me.kind === "STAFF";
  const isMine = isOwn(session, me);
  const isClosed = session.status === "CLOSED";
  const isOpen = IN_DEPARTMENT.includes(session.status);
  return {
    ...shared(session, !isStaff, isMine),
    isMine,
    canPick: isStaff && session.status === "WAITING" && session.staff === null,
    canReply: isOpen && isMine && session.is_verified,
    canReassign: isOpen && !isStaff,
    canReopen: isClosed && !isStaff && session.close_reason !== "REJECTED",
  };
}

/** Why nobody may answer here now; null when this person may. */
export type Barrier = "closed" | "noDepartment" | "notPicked" | "other" | "above" | "unverified";

export function barrierOf(session: SessionRow, me: Me): Barrier | null {
  const powers = powersOf(session, me);
  if (powers.canReply) return null;
  if (session.status === "CLOSED") return "closed";
  if (!IN_DEPARTMENT.includes(session.status)) return "noDepartment";
  if (me.kind !== "STAFF") return "above";
  if (session.staff === null) return "notPicked";
  return powers.isMine ? "unverified" : "other";
}

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;

/** Whole hours and minutes until a moment; null when it has passed. */
export function leftUntil(
  moment: string,
  nowMs: number,
): { hours: number; minutes: number } | null {
  const minutes = Math.floor((new Date(moment).getTime() - nowMs) / MINUTE_MS);
  if (minutes < 0) return null;
  return { hours: Math.floor(minutes / HOUR_MINUTES), minutes: minutes % HOUR_MINUTES };
}

export const REASON_CHARS_MIN = 10;

export type CorrectionErrors = { department?: "departmentMissing"; reason?: "reasonShort" };

export function correctionErrors(department: string | null, reason: string): CorrectionErrors {
  const errors: CorrectionErrors = {};
  if (department === null) errors.department = "departmentMissing";
  if (reason.trim().length < REASON_CHARS_MIN) errors.reason = "reasonShort";
  return errors;
}

export type CannedReply = {
  canned_reply_uuid: string;
  language: string;
  title: string;
  text: string;
};

/** What was typed after `/`; null when the text does not ask for a canned reply. */
export function cannedAsked(text: string): string | null {
  return /^\/([^\n]{0,40})$/.exec(text)?.[1]?.trim().toLowerCase() ?? null;
}

/** Titles that begin with the asked words come before those that only hold them. */
export function cannedFound(replies: readonly CannedReply[], asked: string): CannedReply[] {
  const starts = ({ title }: CannedReply) => title.toLowerCase().startsWith(asked);
  const holds = ({ title, text }: CannedReply) => `${title} ${text}`.toLowerCase().includes(asked);
  const found = replies.filter(holds);
  return [...found.filter(starts), ...found.filter((reply) => !starts(reply))];
}

/** Fills `{number}`, `{department}` and `{staff}`; a name that is unknown stays as written. */
export function cannedFilled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Who may do what to a session, and how its clocks are said. */

import type { Schemas } from "@/lib/api/client";
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

/** The citizen's language first, and titles that begin with the asked words before others. */
export function cannedFound(
  replies: readonly CannedReply[],
  asked: string,
  language: string,
): CannedReply[] {
  const place = (reply: CannedReply) =>
    (reply.language === language ? 0 : 2) + (reply.title.toLowerCase().startsWith(asked) ? 0 : 1);
  return replies
    .filter(({ title, text }) => `${title} ${text}`.toLowerCase().includes(asked))
    .sort((one, other) => place(one) - place(other));
}

/** Fills `{number}`, `{department}` and `{staff}`; a name that is unknown stays as written. */
export function cannedFilled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

const JUST_NOW_S = 60;

export type Taken = { staff: string; seconds: number | null };

/** Who was faster, and how many seconds ago if that was within the last minute (S2). */
export function takenOf(data: Readonly<Record<string, unknown>>, nowMs = Date.now()): Taken | null {
  const { staff, picked_at } = data;
  if (typeof staff !== "string") return null;
  const ageS = typeof picked_at === "string" ? (nowMs - Date.parse(picked_at)) / 1_000 : NaN;
  return { staff, seconds: ageS < JUST_NOW_S ? Math.max(1, Math.round(ageS)) : null };
}

type Delivery = Schemas["DeliveryReply"];

/** Whether its end is still to come. */
export function isUnderWay({ state }: Delivery): boolean {
  return state === "PENDING" || state === "SENDING";
}

export type TelegramMark = "waits" | "arrived" | "repeated" | "failed" | "unknown" | "siteOnly";

/** What to say of an answer's way to Telegram; null where Telegram plays no part (F15). */
export function telegramMarkOf(delivery: Delivery, channel: string): TelegramMark | null {
  const { state, transport, is_repeated } = delivery;
  const isOfTelegram = channel === "TELEGRAM";
  if (isUnderWay(delivery)) return isOfTelegram ? "waits" : null;
  if (state === "UNKNOWN") return "unknown";
  if (state !== "SENT") return isOfTelegram || transport === "TELEGRAM" ? "failed" : null;
  if (transport === "TELEGRAM") return is_repeated ? "repeated" : "arrived";
  return isOfTelegram ? "siteOnly" : null;
}

/** How live events change the copy of a session in the cache: "state + events = fresh state". */

import type { Schemas } from "@/lib/api/client";
import type { LiveEvent } from "@/lib/live/types";

/** `sequence` is the last live event that the snapshot holds. */
export type SessionDetail = Schemas["SessionDetailReply"];
export type SessionRow = Schemas["SessionReply"];
export type Message = Schemas["MessageReply"];
export type SessionStatus = SessionRow["status"];
export type Department = Schemas["DepartmentBrief"];

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function messageOf(event: LiveEvent): Message | null {
  const { message } = event;
  const isMessage = isObject(message) && typeof message.message_uuid === "string";
  return isMessage ? (message as unknown as Message) : null;
}

/** Puts a message in its place by sequence; one that is there already is replaced. */
export function messagePut(messages: readonly Message[], message: Message): Message[] {
  const others = messages.filter((other) => other.message_uuid !== message.message_uuid);
  return [...others, message].sort((one, other) => one.sequence - other.sequence);
}

/** Of two copies the one that holds more events: a slow answer never undoes live news. */
export function sessionNewer(
  before: SessionDetail | undefined,
  after: SessionDetail,
): SessionDetail {
  return before !== undefined && before.sequence > after.sequence ? before : after;
}

/** Events that change nothing in the snapshot. */
const PASSING = ["hidden", "typing", "presence", "pipeline.progress"];

/** Returns the changed session, or null when only loading it again will do. */
export function sessionPatch(
  session: SessionDetail,
  event: LiveEvent,
  sequence: number | null,
): SessionDetail | null {
  const seen = { ...session, sequence: sequence ?? session.sequence };
  const message = messageOf(event);
  const changed = isObject(event.session) ? (event.session as Partial<SessionDetail>) : null;
  // Of several events side by side only the last one carries the session.
  const isFollowed = event.session === null;
  if (!message && !changed && !isFollowed && !PASSING.includes(event.kind)) return null;
  const messages = message ? messagePut(session.messages, message) : session.messages;
  return { ...seen, ...changed, messages };
}

/** The frames of `/ws/v1/`; what does not have one of these shapes is dropped. */

export type LiveEvent = { kind: string } & Record<string, unknown>;

export type EventFrame = {
  type: "event";
  topic: string;
  /** Null for what is not kept: progress, typing, presence. */
  sequence: number | null;
  at: string;
  event: LiveEvent;
};

export type ServerFrame =
  | { type: "hello"; heartbeat_s: number }
  | { type: "subscribed"; topic: string; sequence: number | null; events: EventFrame[] }
  | { type: "resync"; topic: string }
  | EventFrame
  | { type: "gone"; topic: string }
  | { type: "pong" }
  | { type: "error"; code: string; message: string };

export type ClientFrame =
  | { type: "subscribe"; topic: string; after: number | null }
  | { type: "unsubscribe"; topic: string }
  | { type: "typing"; session_uuid: string; is_typing: boolean }
  | { type: "ping" };

/** Reasons for which the server closes a socket. */
export const CLOSE_SIGNED_OUT = 4401;
export const CLOSE_FORBIDDEN = 4403;
export const CLOSE_TOO_MUCH = 4429;

type Raw = Record<string, unknown>;

function isRaw(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sequenceOf(value: unknown): number | null {
  return typeof value === "number" && Number.isInteger(value) ? value : null;
}

function eventOf(raw: Raw, topic: string): EventFrame | null {
  if (!isRaw(raw.event) || typeof raw.event.kind !== "string") return null;
  const event: LiveEvent = { ...raw.event, kind: raw.event.kind };
  const sequence = sequenceOf(raw.sequence);
  return { type: "event", topic, sequence, at: typeof raw.at === "string" ? raw.at : "", event };
}

function subscribedOf(raw: Raw, topic: string): ServerFrame {
  const events = Array.isArray(raw.events) ? raw.events.filter(isRaw) : [];
  return {
    type: "subscribed",
    topic,
    sequence: sequenceOf(raw.sequence),
    events: events.map((event) => eventOf(event, topic)).filter((event) => event !== null),
  };
}

function ofTopic(raw: Raw, topic: string): ServerFrame | null {
  switch (raw.type) {
    case "subscribed":
      return subscribedOf(raw, topic);
    case "event":
      return eventOf(raw, topic);
    case "resync":
      return { type: "resync", topic };
    case "gone":
      return { type: "gone", topic };
    default:
      return null;
  }
}

export function frameParse(text: unknown): ServerFrame | null {
  const raw = jsonOf(text);
  if (raw === null) return null;
  if (raw.type === "hello") {
    return { type: "hello", heartbeat_s: Number(raw.heartbeat_s) || 30 };
  }
  if (raw.type === "pong") return { type: "pong" };
  if (raw.type === "error") {
    return { type: "error", code: String(raw.code), message: String(raw.message) };
  }
  return typeof raw.topic === "string" ? ofTopic(raw, raw.topic) : null;
}

function jsonOf(text: unknown): Raw | null {
  if (typeof text !== "string") return null;
  try {
    const raw: unknown = JSON.parse(text);
    return isRaw(raw) ? raw : null;
  } catch {
    return null;
  }
}

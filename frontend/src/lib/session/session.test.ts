import { describe, expect, it } from "vitest";

import { chatDays, closesSoon } from "./chat-rules";
import { type Message, messagePut, type SessionDetail, sessionNewer, sessionPatch } from "./rules";

function message(sequence: number, created_at = "2026-11-22T05:00:00Z"): Message {
  return {
    message_uuid: `message-${sequence}`,
    sequence,
    text: `text ${sequence}`,
    is_staff_message: false,
    sender_kind: "CITIZEN",
    notice: "",
    notice_data: {},
    visibility: "PUBLIC",
    state: "QUEUED",
    author: null,
    created_at,
    sent_at: created_at,
    files: [],
    place: null,
  };
}

function session(changed: Partial<SessionDetail> = {}): SessionDetail {
  return {
    session_uuid: "1",
    number: "YD-2611-0001",
    status: "WAITING",
    is_locked: true,
    district: "yd",
    department: null,
    staff: null,
    staff_uuid: null,
    channel: "WEB",
    version: 1,
    last_sequence: 1,
    sequence: 3,
    opened_at: "2026-11-22T05:00:00Z",
    routed_at: null,
    last_message_at: "2026-11-22T05:00:00Z",
    is_verified: false,
    is_held: false,
    is_overdue: false,
    unread: 0,
    closes_at: null,
    legal_deadline_at: "2026-12-07T05:00:00Z",
    legal_state: "IN_TIME",
    closed_at: null,
    close_reason: "",
    close_outcome: "",
    follows: null,
    is_disputed: false,
    objections: [],
    messages: [message(1)],
    ...changed,
  };
}

describe("sessionPatch", () => {
  it("adds a message and unlocks in one step", () => {
    const answer = { ...message(2), is_staff_message: true };
    const event = { kind: "message.created", message: answer, session: { is_locked: false } };
    const after = sessionPatch(session(), event, 4);
    expect([after?.messages.length, after?.is_locked, after?.sequence]).toEqual([2, false, 4]);
  });

  it("does not show a message twice", () => {
    const event = { kind: "message.created", message: message(1), session: null };
    expect(sessionPatch(session(), event, 4)?.messages).toEqual([message(1)]);
  });

  it("opens a file that the store has now", () => {
    const file = {
      file_uuid: "f",
      name: "a.png",
      media_type: "image/png",
      size_bytes: 1,
      width: 1,
      height: 1,
      state: "PENDING",
      path: null,
    } as const;
    const stored = { ...file, state: "STORED", path: "/f" } as const;
    const before = session({ messages: [{ ...message(1), files: [file] }] });
    const changed = { ...message(1), files: [stored] };
    const event = { kind: "message.changed", message: changed, session: {} };
    expect(sessionPatch(before, event, 4)?.messages[0]?.files).toEqual([stored]);
  });

  it("moves on over what the citizen may not see", () => {
    expect(sessionPatch(session(), { kind: "hidden" }, 4)).toEqual(session({ sequence: 4 }));
  });

  it("waits for the last of several events, which carries the session", () => {
    const first = sessionPatch(session(), { kind: "session.unlocked", session: null }, 4);
    expect(first).toEqual(session({ sequence: 4 }));
  });

  it("asks to load again when an event says too little", () => {
    expect(sessionPatch(session(), { kind: "session.closed" }, 4)).toBeNull();
  });

  it("makes of an old snapshot and the events the same as a fresh one", () => {
    const events = [
      { kind: "message.created", message: message(2), session: null },
      {
        kind: "message.changed",
        message: { ...message(1), state: "ROUTED" },
        session: { last_sequence: 2 },
      },
    ];
    const patched = events.reduce<SessionDetail>(
      (now, event, at) => sessionPatch(now, event, 4 + at) ?? now,
      session(),
    );
    const fresh = session({
      sequence: 5,
      last_sequence: 2,
      messages: [{ ...message(1), state: "ROUTED" }, message(2)],
    });
    expect(patched).toEqual(fresh);
  });
});

describe("an answer that was asked for before an event and came after it", () => {
  it("does not take the event back", () => {
    const live = session({ sequence: 4, status: "WAITING" });
    const late = session({ sequence: 3, status: "ROUTING" });
    expect(sessionNewer(live, late)).toBe(live);
    expect(sessionNewer(late, live)).toBe(live);
    expect(sessionNewer(undefined, late)).toBe(late);
  });

  it("replaces what holds the same events", () => {
    const kept = session({ unread: 2 });
    const fresh = session({ unread: 0 });
    expect(sessionNewer(kept, fresh)).toBe(fresh);
  });
});

describe("the order of messages", () => {
  it("is by sequence, whatever came first", () => {
    const rows = [3, 1, 2].map((sequence) => message(sequence)).reduce<Message[]>(messagePut, []);
    expect(rows.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it("shows a message that came late where it was sent", () => {
    const late = message(2, "2026-11-22T04:00:00Z");
    const [day] = chatDays([message(1, "2026-11-22T05:00:00Z"), late]);
    expect(day?.messages.map((one) => one.sequence)).toEqual([2, 1]);
  });

  it("falls on the days of Tashkent", () => {
    const days = chatDays([message(1, "2026-11-21T18:59:00Z"), message(2, "2026-11-21T19:01:00Z")]);
    expect(days.map(({ day }) => day)).toEqual(["2026-11-21", "2026-11-22"]);
  });
});

describe("a session", () => {
  it("closes soon within two hours, and not when that is over", () => {
    const at = session({ closes_at: "2026-11-22T10:00:00Z" });
    const now = (time: string) => new Date(`2026-11-22T${time}Z`).getTime();
    expect([
      closesSoon(at, now("07:59:00")),
      closesSoon(at, now("08:01:00")),
      closesSoon(at, now("10:01:00")),
    ]).toEqual([false, true, false]);
  });
});

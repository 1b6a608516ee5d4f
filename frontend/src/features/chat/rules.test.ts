import { describe, expect, it } from "vitest";

import type { SessionDetail } from "@/lib/session/rules";

import { stepStates, stillOutgoing, waitingOf } from "./rules";

function session(changed: Partial<SessionDetail>): SessionDetail {
  return { is_locked: true, messages: [], ...changed } as unknown as SessionDetail;
}

describe("the steps", () => {
  it.each([
    ["ROUTING", null, "done current ahead ahead"],
    ["ROUTING", "searched", "done done current ahead"],
    ["QUARANTINED", null, "done current ahead ahead"],
    ["NEEDS_OPERATOR", null, "done done current ahead"],
    ["WAITING", null, "done done done current"],
  ] as const)("while %s (%s)", (status, progress, expected) => {
    expect(Object.values(stepStates(session({ status }), progress)).join(" ")).toBe(expected);
  });

  it("are all behind once staff have answered", () => {
    const states = Object.values(stepStates(session({ status: "ACTIVE", is_locked: false }), null));
    expect(new Set(states)).toEqual(new Set(["done"]));
  });
});

describe("the explanation", () => {
  it.each([
    ["ROUTING", "routing"],
    ["QUARANTINED", "review"],
    ["NEEDS_OPERATOR", "operator"],
    ["WAITING", "staff"],
    ["CLOSED", null],
  ] as const)("while %s", (status, waiting) =>
    expect(waitingOf(session({ status }))).toBe(waiting),
  );

  it("says that another department has it now", () => {
    const messages = [{ notice: "SESSION_MOVED" }] as SessionDetail["messages"];
    expect(waitingOf(session({ status: "WAITING", messages }))).toBe("moved");
  });
});

describe("what is on its way", () => {
  const sent = { clientMessageId: "a", text: "salom", files: [], at: "", isFailed: false };

  it("stays until the server shows it", () => {
    const saved = new Map([["a", "message-1"]]);
    const shown = session({
      messages: [{ message_uuid: "message-1" }] as SessionDetail["messages"],
    });
    expect([
      stillOutgoing([sent], saved, session({})),
      stillOutgoing([sent], saved, shown),
    ]).toEqual([[sent], []]);
  });
});

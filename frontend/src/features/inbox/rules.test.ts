import { describe, expect, it } from "vitest";

import { type InboxRow, isHeard, rowsOf, tabOf, wantedOf } from "./rules";

const NOTHING = { search: "", channel: "", language: "", isOverdue: false, page: 1 };

function row(session_uuid: string, opened_at: string, is_held = false): InboxRow {
  return { session_uuid, opened_at, is_held } as InboxRow;
}

const ROWS = [row("b", "2026-11-22T06:00:00Z", true), row("a", "2026-11-22T05:00:00Z")];

describe("a queue", () => {
  it("asks only for what narrows it", () => {
    expect(wantedOf("mine", { ...NOTHING, language: "ru" })).toEqual({
      status: "ACTIVE",
      is_mine: true,
      is_oldest_first: true,
      language: "ru",
      page: 1,
      page_size: 50,
    });
  });

  it("begins with the oldest, and with the newest when all are closed", () => {
    const ids = (rows: InboxRow[]) => rows.map(({ session_uuid }) => session_uuid);
    expect(ids(rowsOf("new", ROWS))).toEqual(["a", "b"]);
    expect(ids(rowsOf("closed", ROWS))).toEqual(["b", "a"]);
  });

  it("on hold holds only what is on hold", () => {
    expect(rowsOf("held", ROWS).map(({ session_uuid }) => session_uuid)).toEqual(["b"]);
  });

  it("of an unknown name is the new ones", () => {
    expect(tabOf("nothing")).toBe("new");
  });
});

describe("a sound", () => {
  const changed = (change: string) => ({ kind: "queue.changed", change });

  it.each([
    ["department:water", changed("routed"), true],
    ["department:water", changed("released"), true],
    ["department:water", changed("created"), false],
    ["operators:yd", changed("routed"), false],
    ["me", changed("created"), true],
    ["me", changed("picked"), false],
    ["me", { kind: "presence", change: "created" }, false],
  ])("for %s after %j: %s", (topic, event, isWanted) => {
    expect(isHeard(topic, event)).toBe(isWanted);
  });
});

import { describe, expect, it } from "vitest";

import { ageOf, type InboxRow, neighbourOf, rowsOf, searchOf, tabOf, wantedOf } from "./rules";

const NOTHING = { search: "", channel: "", language: "", isOverdue: false, page: 1 };

function row(session_uuid: string, opened_at: string, is_held = false): InboxRow {
  return { session_uuid, opened_at, is_held } as InboxRow;
}

const ROWS = [row("b", "2026-11-22T06:00:00Z", true), row("a", "2026-11-22T05:00:00Z")];

describe("a search", () => {
  it.each([
    ["yd-2611-0042", { number: "YD-2611-0042" }],
    ["90 123 45 67", { phone: "+998901234567" }],
    ["+998 (90) 123-45-67", { phone: "+998901234567" }],
    ["  suv yoʻq ", { words: "suv yoʻq" }],
    ["12", { words: "12" }],
    ["", {}],
  ])("of %j asks for %j", (text, wanted) => {
    expect(searchOf(text)).toEqual(wanted);
  });
});

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

describe("the neighbour of a session", () => {
  it("is the next, the one before, or none at the end", () => {
    expect(neighbourOf(ROWS, "b", 1)).toBe("a");
    expect(neighbourOf(ROWS, "a", -1)).toBe("b");
    expect(neighbourOf(ROWS, "a", 1)).toBeNull();
  });

  it("is the first when none is open", () => {
    expect(neighbourOf(ROWS, null, -1)).toBe("b");
  });
});

describe("an age", () => {
  const now = new Date("2026-11-22T12:00:00Z").getTime();

  it.each([
    ["2026-11-22T11:59:30Z", "now", 0],
    ["2026-11-22T11:01:00Z", "minutes", 59],
    ["2026-11-21T12:01:00Z", "hours", 23],
    ["2026-11-20T12:00:00Z", "days", 2],
  ])("since %s is the largest whole unit", (moment, unit, count) => {
    expect(ageOf(moment, now)).toEqual({ unit, count });
  });
});

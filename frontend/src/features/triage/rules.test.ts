import { describe, expect, it } from "vitest";

import { nextOf, oldestFirst, queueOf, reasonWordOf, rowsLeft, type TriageRow } from "./rules";

function row(uuid: string, change: Partial<TriageRow> = {}): TriageRow {
  return {
    session_uuid: uuid,
    status: "NEEDS_OPERATOR",
    opened_at: `2026-11-22T0${uuid.length}:00:00Z`,
    reason_code: "LOW_CONFIDENCE",
    department: null,
    ...change,
  } as unknown as TriageRow;
}

const rows = [row("a"), row("bb"), row("ccc")];

describe("the operator's queue", () => {
  it("leaves out what is decided and not yet sent", () => {
    const made = [{ row: row("bb"), department: "roads", name: "Roads", reason: "" }];
    expect(rowsLeft(rows, made).map(({ session_uuid }) => session_uuid)).toEqual(["a", "ccc"]);
  });

  it("goes on to the next one, from the last one back, and from the only one nowhere", () => {
    expect(nextOf(rows, "a")).toBe("bb");
    expect(nextOf(rows, "ccc")).toBe("bb");
    expect(nextOf([row("a")], "a")).toBeNull();
  });

  it("has the oldest first, and an unknown name means the first queue", () => {
    const mixed = oldestFirst([row("ccc"), row("a")]);
    expect(mixed.map(({ session_uuid }) => session_uuid)).toEqual(["a", "ccc"]);
    expect(queueOf("nonsense")).toBe("unsure");
  });
});

describe("why somebody must decide", () => {
  it.each([
    [row("a"), "LOW_CONFIDENCE"],
    [row("a", { reason_code: "STAGE_FAILED" }), "FAILED"],
    [row("a", { reason_code: null }), "FAILED"],
    [row("a", { status: "WAITING" }), "OVERDUE"],
  ])("is said in words", (one, word) => {
    expect(reasonWordOf(one)).toBe(word);
  });
});

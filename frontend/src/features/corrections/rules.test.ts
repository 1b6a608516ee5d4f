import { describe, expect, it } from "vitest";

import { type Correction, effectOf, isHeld, toneOf, wantedOf } from "./rules";

const correction = {
  teach_state: "HELD",
  undone_at: null,
  effect: { neighbours: 12, fixes: ["a", "b", "c"], breaks: [] },
} as unknown as Correction;

describe("a correction", () => {
  it("waits for an operator only while it is held and not undone (P31)", () => {
    expect(isHeld(correction)).toBe(true);
    expect(isHeld({ ...correction, undone_at: "2026-11-22T06:00:00Z" })).toBe(false);
    expect(isHeld({ ...correction, teach_state: "TAUGHT" })).toBe(false);
  });

  it("counts what it fixes and what it breaks", () => {
    expect(effectOf(correction)).toEqual({ neighbours: 12, fixes: 3, breaks: 0 });
    expect(effectOf({ ...correction, effect: null })).toBeNull();
  });

  it("loses its colour when it is undone", () => {
    expect(toneOf({ ...correction, teach_state: "FAILED" })).toBe("bad");
    expect(toneOf({ ...correction, teach_state: "FAILED", undone_at: "2026-11-22" })).toBe(
      "neutral",
    );
  });

  it("is asked for by what narrows, and by nothing that the server does not know", () => {
    const filters = { state: "HELD", department: "", isUndone: false, page: 2 };
    expect(wantedOf(filters, 25)).toEqual({ teach_state: "HELD", page: 2, page_size: 25 });
    expect(wantedOf({ ...filters, state: "nonsense", department: "roads" }, 25)).toEqual({
      department: "roads",
      page: 2,
      page_size: 25,
    });
  });
});

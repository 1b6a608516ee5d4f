import { describe, expect, it } from "vitest";

import { neighbourOf } from "./queue";

const ROWS = [{ session_uuid: "b" }, { session_uuid: "a" }];

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

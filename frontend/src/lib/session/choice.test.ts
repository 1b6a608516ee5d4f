import { describe, expect, it } from "vitest";

import { choiceErrors } from "./choice";

describe("a choice of a department", () => {
  it("needs a department and ten letters of reason for a move", () => {
    expect(choiceErrors(null, "  qisqa    ", true)).toEqual({
      department: "departmentMissing",
      reason: "reasonShort",
    });
    expect(choiceErrors("roads", "Bu yoʻl masalasi", true)).toEqual({});
  });

  it("needs no reason when it is the first", () => {
    expect(choiceErrors("roads", "", false)).toEqual({});
  });
});

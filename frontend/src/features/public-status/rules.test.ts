import { describe, expect, it } from "vitest";

import { isNumber, numberTidy } from "./rules";

describe("a number", () => {
  it.each(["yd-2611-0042", " YD 2611 0042 ", "YD–2611—0042"])("is read from %s", (typed) => {
    expect(numberTidy(typed)).toBe("YD-2611-0042");
  });

  it("is told from what cannot be one", () => {
    expect(["YD-2611-0042", "YD-2611-12345", "0042", "YD-26-42"].map(isNumber)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

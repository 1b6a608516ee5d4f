import { describe, expect, it } from "vitest";

import { searchOf } from "./search";

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

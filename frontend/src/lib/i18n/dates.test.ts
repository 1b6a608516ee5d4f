import { describe, expect, it } from "vitest";

import { dateText, numberText } from "./dates";

const MOMENT = "2026-11-21T20:05:00Z";

describe("a date", () => {
  it.each([
    ["uz", "full", "2026-yil 22-noyabr, 01:05"],
    ["uz-Cyrl", "full", "2026 йил 22-ноябр, 01:05"],
    ["ru", "full", "22 ноября 2026, 01:05"],
    ["uz", "day", "22-noyabr"],
    ["ru", "day", "22 ноября"],
    ["ru", "time", "01:05"],
  ] as const)("in %s, %s", (locale, style, text) => {
    expect(dateText(MOMENT, style, locale)).toBe(text);
  });
});

describe("a number", () => {
  it("keeps thousands apart", () => {
    expect(
      [numberText(12_345), numberText(0.256, 2)].map((text) => text.replace(/\s/, " ")),
    ).toEqual(["12 345", "0,26"]);
  });
});

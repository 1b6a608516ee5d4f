import { describe, expect, it } from "vitest";

import { CHARS_MAX, countOf, isSendable, languageOf } from "./rules";

describe("the counter", () => {
  it.each([
    ["", { kind: "empty" }],
    ["   \n ", { kind: "empty" }],
    ["suv yoʻq", { kind: "more", missing: 12 }],
    ["a".repeat(20), { kind: "enough" }],
    ["a".repeat(3_900), { kind: "left", left: 100 }],
    ["a".repeat(CHARS_MAX + 3), { kind: "over", over: 3 }],
  ])("of %j", (text, count) => expect(countOf(text)).toEqual(count));

  it("counts what people see as one sign once", () => {
    expect(countOf("😀".repeat(20)).kind).toBe("enough");
  });

  it("lets through what the server accepts", () => {
    const texts = [
      "a".repeat(19),
      "a".repeat(20),
      "a".repeat(CHARS_MAX),
      "a".repeat(CHARS_MAX + 1),
    ];
    expect(texts.map(isSendable)).toEqual([false, true, true, false]);
  });
});

describe("the language of a text", () => {
  it.each([
    ["suv", null],
    ["Uyimizda uch kundan beri suv yoʻq", "uz"],
    ["Уйимизда уч кундан бери сув йўқ", "uz-Cyrl"],
    ["Махалламизда уч кундан бери сув келмаяпти", "uz-Cyrl"],
    ["Во дворе третий день не вывозят мусор", "ru"],
  ])("%s", (text, language) => expect(languageOf(text)).toBe(language));
});

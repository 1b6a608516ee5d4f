import { describe, expect, it } from "vitest";

import { type Item, itemsFound, placeAfter } from "./rules";

const item = (label: string, hint = ""): Item => ({ id: label, label, hint, run: () => undefined });
const ITEMS = [
  item("Boʻlimlar", "Sahifa"),
  item("Javob yozish", "R"),
  item("Qaydnoma yozish", "N"),
];

describe("the palette", () => {
  it.each([
    ["", 3],
    ["bo'lim", 1],
    ["YOZISH", 2],
    ["yozish qayd", 1],
    ["sahifa", 1],
    ["hech narsa", 0],
  ])("finds by %j", (text, count) => {
    expect(itemsFound(ITEMS, text)).toHaveLength(count);
  });

  it("is walked in a circle, and stays where it is empty", () => {
    expect([placeAfter(2, 1, 3), placeAfter(0, -1, 3), placeAfter(0, 1, 0)]).toEqual([0, 2, 0]);
  });
});

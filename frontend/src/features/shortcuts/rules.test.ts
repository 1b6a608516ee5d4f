import { describe, expect, it } from "vitest";

import { type Item, itemsFound, keysPlaces } from "./rules";

const item = (label: string, hint = ""): Item => ({ id: label, label, hint, run: () => undefined });
const ITEMS = [
  item("Boʻlimlar", "Sahifa"),
  item("Javob yozish", "R"),
  item("Qaydnoma yozish", "N"),
];

describe("the sheet of keys", () => {
  it("shows those of the pages that somebody has", () => {
    expect(keysPlaces("STAFF")).toEqual(["everywhere", "desk"]);
    expect(keysPlaces("OPERATOR")).toEqual(["everywhere", "triage", "desk"]);
  });
});

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
});

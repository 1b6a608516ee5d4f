import { expect, it } from "vitest";

import { placeAfter } from "./arrows";

it.each([
  ["ArrowDown", 2, 3, 0],
  ["ArrowUp", 0, 3, 2],
  ["ArrowDown", 0, 0, 0],
  ["Enter", 1, 3, null],
])("%s at %i of %i leads to %s", (key, place, count, next) => {
  expect(placeAfter(key, place, count)).toBe(next);
});

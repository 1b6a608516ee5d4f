import { expect, it } from "vitest";

import { sharesOf, shortTime } from "./figures";

it.each([
  [0.0004, { unit: "ms", value: 0.4 }],
  [0.0123, { unit: "ms", value: 12 }],
  [1.254, { unit: "s", value: 1.25 }],
  [12.34, { unit: "s", value: 12.3 }],
])("says %d s in few digits", (seconds, told) => {
  expect(shortTime(seconds)).toEqual(told);
});

it("measures bars by the largest", () => {
  expect(sharesOf([2, 4, 0])).toEqual([0.5, 1, 0]);
  expect(sharesOf([0])).toEqual([0]);
});

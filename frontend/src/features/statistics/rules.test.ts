import { describe, expect, it } from "vitest";

import {
  dayRowsOf,
  daysOf,
  durationOf,
  isEmpty,
  matrixOf,
  mistakesOf,
  periodOf,
  rowsOf,
  type Statistics,
  wantedOf,
} from "./rules";

const TODAY = "2026-11-22";

describe("the period of the address", () => {
  it("is so many whole days up to today", () => {
    const none = { period: null, since: null, until: null };
    expect(periodOf(none, TODAY)).toEqual({ since: "2026-10-24", until: TODAY, days: 30 });
    expect(periodOf({ ...none, period: "7" }, TODAY).since).toBe("2026-11-16");
  });

  it("may be days of one's own, unless they are no days or run backwards", () => {
    const own = { period: "7", since: "2026-11-01", until: "2026-11-05" };
    expect(periodOf(own, TODAY)).toEqual({ since: own.since, until: own.until, days: null });
    expect(periodOf({ ...own, since: "2026-11-09" }, TODAY).days).toBe(7);
    expect(periodOf({ ...own, since: "yesterday" }, TODAY).days).toBe(7);
  });

  it("has every day once, across months", () => {
    expect(daysOf("2026-10-30", "2026-11-02")).toHaveLength(4);
  });

  it("asks only for what narrows", () => {
    const filters = { since: "a", until: "b", department: "", channel: "WEB", language: "" };
    expect(wantedOf(filters)).toEqual({ since: "a", until: "b", channel: "WEB" });
  });
});

const found = {
  since: "2026-11-20",
  until: "2026-11-22",
  service: {
    total: [{ key: "", sessions: 3 }],
    day: [{ key: "2026-11-21", sessions: 3 }],
    department: [
      { key: "roads", sessions: 1 },
      { key: "water", sessions: 2 },
    ],
  },
  routing: { day: [], department: [{ key: "parks", verified: 1 }] },
} as unknown as Statistics;

describe("rows", () => {
  it("join service and routing by key, the most sessions first", () => {
    const rows = rowsOf(found, "department");
    expect(rows.map(({ key }) => key)).toEqual(["water", "roads", "parks"]);
    expect(rows[2]).toMatchObject({ service: null, routing: { verified: 1 } });
  });

  it("stand for every day, also an empty one", () => {
    const days = dayRowsOf(found);
    expect(days.map(({ service }) => service?.sessions ?? 0)).toEqual([0, 3, 0]);
    expect(isEmpty(found)).toBe(false);
  });
});

describe("confusion", () => {
  const rows = [
    { chosen: "roads", right: "roads", count: 5 },
    { chosen: "roads", right: "water", count: 2 },
    { chosen: "parks", right: "water", count: 3 },
  ];
  it("is a square of the departments that met, the busiest first", () => {
    const matrix = matrixOf(rows);
    expect(matrix.codes).toEqual(["roads", "water", "parks"]);
    expect([matrix.count("roads", "water"), matrix.count("water", "roads")]).toEqual([2, 0]);
  });

  it("names mistakes alone, the most frequent first", () => {
    expect(mistakesOf(rows).map(({ count }) => count)).toEqual([3, 2]);
  });
});

it.each([
  [0.0123, { unit: "ms", value: 12 }],
  [0, { unit: "s", value: 0 }],
  [12.34, { unit: "s", value: 12.3 }],
  [150, { unit: "min", value: 3 }],
  [5_400, { unit: "h", value: 1.5 }],
  [259_200, { unit: "d", value: 3 }],
])("says %d s in few digits", (seconds, told) => {
  expect(durationOf(seconds)).toEqual(told);
});

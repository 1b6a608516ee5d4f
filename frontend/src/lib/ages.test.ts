import { describe, expect, it } from "vitest";

import { ageOf } from "./ages";

describe("an age", () => {
  const now = new Date("2026-11-22T12:00:00Z").getTime();

  it.each([
    ["2026-11-22T11:59:30Z", "now", 0],
    ["2026-11-22T11:01:00Z", "minutes", 59],
    ["2026-11-21T12:01:00Z", "hours", 23],
    ["2026-11-20T12:00:00Z", "days", 2],
  ])("since %s is the largest whole unit", (moment, unit, count) => {
    expect(ageOf(moment, now)).toEqual({ unit, count });
  });
});

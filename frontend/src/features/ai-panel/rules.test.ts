import { describe, expect, it } from "vitest";

import type { StageTiming } from "@/lib/session/analysis";

import { shortTime, waterfallOf } from "./rules";

function timing(stage: string, changed: Partial<StageTiming>): StageTiming {
  return {
    stage,
    started_s: 0,
    queue_wait_s: 0,
    batch_wait_s: 0,
    service_s: 0,
    outcome: "OK",
    ...changed,
  };
}

describe("a waterfall", () => {
  it("puts waiting before service and ends with the last stage", () => {
    const { bars, totalMs } = waterfallOf([
      timing("language", { service_s: 0.002 }),
      timing("embedding", {
        started_s: 0.002,
        queue_wait_s: 0.01,
        batch_wait_s: 0.005,
        service_s: 0.05,
      }),
    ]);
    expect(bars.map(({ waitMs }) => Math.round(waitMs))).toEqual([0, 15]);
    expect(Math.round(totalMs)).toBe(67);
  });

  it("marks what failed and is empty without stages", () => {
    expect(waterfallOf([timing("decision", { outcome: "TIMEOUT" })]).bars[0]?.isFailed).toBe(true);
    expect(waterfallOf([])).toEqual({ bars: [], totalMs: 0 });
  });
});

describe("a time", () => {
  it.each([
    [0.44, "ms", 0.4],
    [12.4, "ms", 12],
    [1_254, "s", 1.25],
  ])("of %d ms is short", (ms, unit, value) => {
    expect(shortTime(ms)).toEqual({ unit, value });
  });
});

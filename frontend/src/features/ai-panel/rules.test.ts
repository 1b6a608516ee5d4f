import { describe, expect, it } from "vitest";

import type { StageTiming } from "@/lib/session/analysis";

import { waterfallOf } from "./rules";

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
    const { bars, totalS } = waterfallOf([
      timing("language", { service_s: 0.002 }),
      timing("embedding", {
        started_s: 0.002,
        queue_wait_s: 0.01,
        batch_wait_s: 0.005,
        service_s: 0.05,
      }),
    ]);
    expect(bars.map(({ waitS }) => waitS)).toEqual([0, 0.015]);
    expect(totalS).toBeCloseTo(0.067);
  });

  it("marks what failed and is empty without stages", () => {
    expect(waterfallOf([timing("decision", { outcome: "TIMEOUT" })]).bars[0]?.isFailed).toBe(true);
    expect(waterfallOf([])).toEqual({ bars: [], totalS: 0 });
  });
});

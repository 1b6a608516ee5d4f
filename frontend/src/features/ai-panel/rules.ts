/** The waterfall of a message's run: where each stage stands on one scale. */

import type { StageTiming } from "@/lib/session/analysis";

export type Bar = {
  stage: string;
  startS: number;
  waitS: number;
  serviceS: number;
  isFailed: boolean;
};

export type Waterfall = { bars: Bar[]; totalS: number };

/** Waiting in a queue or for a batch comes before the service of each stage. */
export function waterfallOf(timings: readonly StageTiming[]): Waterfall {
  const bars = timings.map((timing) => ({
    stage: timing.stage,
    startS: timing.started_s,
    waitS: timing.queue_wait_s + timing.batch_wait_s,
    serviceS: timing.service_s,
    isFailed: timing.outcome !== "OK",
  }));
  const totalS = Math.max(0, ...bars.map((bar) => bar.startS + bar.waitS + bar.serviceS));
  return { bars, totalS };
}

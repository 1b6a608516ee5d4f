/** The waterfall of a message's run: where each stage stands on one scale. */

import type { StageTiming } from "@/lib/session/analysis";

const MS = 1_000;

export type Bar = {
  stage: string;
  startMs: number;
  waitMs: number;
  serviceMs: number;
  isFailed: boolean;
};

export type Waterfall = { bars: Bar[]; totalMs: number };

/** Waiting in a queue or for a batch comes before the service of each stage. */
export function waterfallOf(timings: readonly StageTiming[]): Waterfall {
  const bars = timings.map((timing) => ({
    stage: timing.stage,
    startMs: timing.started_s * MS,
    waitMs: (timing.queue_wait_s + timing.batch_wait_s) * MS,
    serviceMs: timing.service_s * MS,
    isFailed: timing.outcome !== "OK",
  }));
  const totalMs = Math.max(0, ...bars.map((bar) => bar.startMs + bar.waitMs + bar.serviceMs));
  return { bars, totalMs };
}

/** Three digits of sense: 0.4 ms, 12 ms, 1.25 s. */
export function shortTime(ms: number): { unit: "ms" | "s"; value: number } {
  if (ms >= MS) return { unit: "s", value: Math.round(ms / 10) / 100 };
  return { unit: "ms", value: ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms) };
}

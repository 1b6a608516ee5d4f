/** How long to wait before the next try: doubling from 1 s to 30 s, each time a random part of it. */

export const WAIT_MIN_MS = 1_000;
export const WAIT_MAX_MS = 30_000;

/** Between half of and the whole doubled wait, so that clients of one server do not return at once. */
export function reconnectWaitMs(failures: number, random: () => number = Math.random): number {
  const doubled = Math.min(WAIT_MAX_MS, WAIT_MIN_MS * 2 ** Math.max(0, failures));
  return Math.max(WAIT_MIN_MS, Math.round(doubled * (0.5 + random() / 2)));
}

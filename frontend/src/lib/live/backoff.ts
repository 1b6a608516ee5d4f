/**
 * How long to wait before the next try, from and to in ms, by the number of tries that failed since
 * the connection was lost; the last one holds for all that follow.  The first wait spreads the
 * clients of a server that ended over 7.5 s.  The next ones are all of that length, so that they
 * stay spread: waits drawn anew would add up to twice as many tries a second.
 */
const WAITS_MS: readonly (readonly [number, number])[] = [
  [1_000, 8_500],
  [7_250, 7_750],
  [7_250, 7_750],
  [7_250, 7_750],
  [7_250, 7_750],
  [7_500, 15_000],
  [15_000, 30_000],
];

export const WAIT_MIN_MS = 1_000;
export const WAIT_MAX_MS = 30_000;

export function reconnectWaitMs(failures: number, random: () => number = Math.random): number {
  const step = Math.min(Math.max(0, failures), WAITS_MS.length - 1);
  const [shortest, longest] = WAITS_MS[step] ?? [WAIT_MIN_MS, WAIT_MAX_MS];
  return Math.round(shortest + random() * (longest - shortest));
}

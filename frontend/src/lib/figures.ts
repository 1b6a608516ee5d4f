/** How figures are said in few digits, and how bars share one scale. */

const MS = 1_000;

/** Three digits of sense: 0.4 ms, 12 ms, 1.25 s, 12.3 s. */
export function shortTime(seconds: number): { unit: "ms" | "s"; value: number } {
  if (seconds >= 1) return { unit: "s", value: rounded(seconds, seconds < 10 ? 2 : 1) };
  const ms = seconds * MS;
  return { unit: "ms", value: rounded(ms, ms < 10 ? 1 : 0) };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** The sizes of bars, each as a part of the largest. */
export function sharesOf(values: readonly number[]): number[] {
  const most = Math.max(0, ...values);
  return values.map((value) => (most > 0 ? value / most : 0));
}

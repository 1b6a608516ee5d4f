/** What a chart is made of. */

export type Tone = "brand" | "ok" | "warn" | "bad" | "gold" | "line-strong";

export type Series = { label: string; tone: Tone; values: readonly (number | null)[] };

export type LineChartProps = {
  /** One short word for each place of the horizontal axis. */
  labels: readonly string[];
  series: readonly Series[];
  format: (value: number) => string;
  /** The top of the scale where it is known, such as 1 for shares. */
  max?: number | undefined;
  isBars?: boolean | undefined;
  /** Which place is under the pointer. */
  onPoint: (place: number | null) => void;
};

import { cx } from "@/lib/cx";

type GaugeProps = { value: number; tone?: "brand" | "ok" | "warn" | "bad"; className?: string };

const FILLS = { brand: "fill-brand", ok: "fill-ok", warn: "fill-warn", bad: "fill-bad" };

/** A part of one as a bar; it only repeats a number that stands beside it. */
export function Gauge({ value, tone = "brand", className }: GaugeProps) {
  const share = Math.max(0, Math.min(1, value));
  return (
    <svg
      aria-hidden
      className={cx("h-2 w-full rounded-full bg-line", className)}
      preserveAspectRatio="none"
    >
      <rect width={`${share * 100}%`} height="100%" rx="4" className={FILLS[tone]} />
    </svg>
  );
}

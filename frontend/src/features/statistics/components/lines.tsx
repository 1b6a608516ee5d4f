"use client";

import dynamic from "next/dynamic";
import { useState } from "react";

import { Skeleton } from "@/components/ui/skeleton";
import { cx } from "@/lib/cx";

import type { LineChartProps, Series, Tone } from "../chart-types";

const LineChart = dynamic(() => import("./line-chart"), {
  ssr: false,
  loading: () => <Skeleton className="h-[230px]" />,
});

const DOTS: Record<Tone, string> = {
  brand: "bg-brand",
  ok: "bg-ok",
  warn: "bg-warn",
  bad: "bg-bad",
  gold: "bg-gold",
  "line-strong": "bg-line-strong",
};

type LinesProps = Omit<LineChartProps, "onPoint"> & { label: string };

/** Lines or bars over days, their names, and the numbers of the day under the pointer. */
export function Lines({ label, ...chart }: LinesProps) {
  const [place, setPlace] = useState<number | null>(null);
  return (
    <figure className="flex min-w-0 flex-col gap-2" aria-label={label}>
      <LineChart {...chart} onPoint={setPlace} />
      <figcaption className="flex min-h-6 flex-wrap gap-x-4 gap-y-1 text-sm">
        {place === null ? null : (
          <span className="font-semibold tabular-nums">{chart.labels[place]}</span>
        )}
        {chart.series.map((series) => (
          <span key={series.label} className="flex items-center gap-1.5">
            <span aria-hidden className={cx("size-3 rounded-full", DOTS[series.tone])} />
            {series.label}
            {place === null ? null : <Value series={series} place={place} format={chart.format} />}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

type ValueProps = { series: Series; place: number; format: (value: number) => string };

function Value({ series, place, format }: ValueProps) {
  const value = series.values[place] ?? null;
  return <b className="tabular-nums">{value === null ? "–" : format(value)}</b>;
}

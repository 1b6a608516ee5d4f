"use client";

import "uplot/dist/uPlot.min.css";

import { useEffect, useRef } from "react";
import UPlot from "uplot";

import type { LineChartProps } from "../chart-types";

const HEIGHT_PX = 230;
const LINE_PX = 2;
const WHOLE = [1, 2, 5]
  .flatMap((step) => [1, 10, 100, 1_000, 10_000].map((by) => step * by))
  .sort((a, b) => a - b);

/** The colours of the theme as they are now: a canvas knows no variables. */
function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function optionsOf(width: number, props: LineChartProps): UPlot.Options {
  const { labels, series, format, max, isBars = false, onPoint } = props;
  const axis = { stroke: colour("ink-soft"), font: "13px sans-serif", ticks: { show: false } };
  const bars = isBars ? UPlot.paths.bars?.({ size: [0.7, 48] }) : undefined;
  return {
    width,
    height: HEIGHT_PX,
    padding: [12, 12, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: isBars ? [-0.6, labels.length - 0.4] : undefined },
      y: { range: (_plot, _low, high) => [0, max ?? Math.max(1, high * 1.1)] },
    },
    axes: [
      {
        ...axis,
        size: 32,
        grid: { show: false },
        incrs: [1, 2, 5, 7, 14, 30, 60],
        values: (_plot, places) => places.map((place) => labels[place] ?? ""),
      },
      {
        ...axis,
        size: 64,
        grid: { stroke: colour("line"), width: 1 },
        // What is drawn as bars is counted: there is no half of it.
        ...(isBars ? { incrs: WHOLE } : {}),
        values: (_plot, values) => values.map(format),
      },
    ],
    series: [
      {},
      ...series.map(({ label, tone }) => ({
        label,
        stroke: colour(tone),
        width: LINE_PX,
        spanGaps: true,
        points: { show: !isBars && labels.length <= 31, size: 6 },
        ...(bars ? { paths: bars, fill: colour(tone) } : {}),
      })),
    ],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
  };
}

/** A canvas of uPlot that follows its width and the theme; `figure` around it says what it is. */
export default function LineChart(props: LineChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const { labels, series, max, isBars, format, onPoint } = props;
  useEffect(() => {
    const place = box.current;
    if (place === null) return undefined;
    const data = [labels.map((_label, at) => at), ...series.map(({ values }) => [...values])];
    let plot: UPlot | null = null;
    const draw = () => {
      plot?.destroy();
      const options = optionsOf(place.clientWidth, {
        labels,
        series,
        max,
        isBars,
        format,
        onPoint,
      });
      plot = new UPlot(options, data as UPlot.AlignedData, place);
    };
    draw();
    const width = new ResizeObserver(() =>
      plot?.setSize({ width: place.clientWidth, height: HEIGHT_PX }),
    );
    width.observe(place);
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      width.disconnect();
      theme.disconnect();
      plot?.destroy();
    };
  }, [labels, series, max, isBars, format, onPoint]);
  return <div ref={box} aria-hidden className="w-full" />;
}

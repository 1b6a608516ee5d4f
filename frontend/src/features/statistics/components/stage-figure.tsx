"use client";

import { useTranslations } from "next-intl";

import { Table } from "@/components/ui/table";
import { STAGES, stageOf } from "@/lib/session/stages";

import { exportPath } from "../api/statistics";
import { type Filters, sharesOf, type Statistics } from "../rules";
import { useTexts } from "../use-texts";
import { FigureCard } from "./figure-card";

/** How long the stages of the pipeline took: p50 full, p95 pale, on one scale. */
export function StageFigure({ found, filters }: { found: Statistics; filters: Filters }) {
  const t = useTranslations("statistics.stages");
  const { count, time } = useTexts();
  const place = (stage: string) => STAGES.findIndex((one) => one === stage);
  const rows = [...found.stages].sort((one, other) => place(one.stage) - place(other.stage));
  const shares = sharesOf(rows.flatMap(({ p50_s, p95_s }) => [p50_s, p95_s]));
  const width = (at: number) => `${(shares[at] ?? 0) * 100}%`;
  const name = (stage: string) => {
    const known = stageOf(stage);
    return known ? t(`names.${known}`) : stage;
  };
  const chart = (
    <ol className="flex flex-col gap-2">
      {rows.map((row, at) => (
        <li key={row.stage}>
          <p className="flex justify-between gap-3 text-[0.9375rem]">
            <span>{name(row.stage)}</span>
            <span className="tabular-nums">
              <b>{time(row.p50_s)}</b> · {time(row.p95_s)}
            </span>
          </p>
          <svg aria-hidden className="mt-1 h-3 w-full rounded bg-sunk">
            <rect
              width={width(2 * at + 1)}
              height="100%"
              rx="3"
              className="fill-brand opacity-40"
            />
            <rect width={width(2 * at)} height="100%" rx="3" className="fill-brand" />
          </svg>
        </li>
      ))}
    </ol>
  );
  return (
    <FigureCard
      title={t("title")}
      lead="p50 · p95"
      csv={exportPath(filters, "stages")}
      chart={
        rows.length > 0 ? chart : <p className="py-8 text-center text-ink-soft">{t("none")}</p>
      }
      table={
        <Table
          caption={t("title")}
          isCaptionHidden
          rows={rows}
          rowKey={({ stage }) => stage}
          columns={[
            { key: "stage", header: t("stage"), cell: ({ stage }) => name(stage) },
            { key: "count", header: t("runs"), isNumber: true, cell: (row) => count(row.count) },
            { key: "p50", header: "p50", isNumber: true, cell: (row) => time(row.p50_s) },
            { key: "p95", header: "p95", isNumber: true, cell: (row) => time(row.p95_s) },
            { key: "p99", header: "p99", isNumber: true, cell: (row) => time(row.p99_s) },
            {
              key: "wait",
              header: `${t("wait")} p95`,
              isNumber: true,
              cell: (row) => time(row.wait_p95_s),
            },
          ]}
        />
      }
    />
  );
}

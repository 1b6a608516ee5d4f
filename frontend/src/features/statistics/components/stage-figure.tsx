"use client";

import { useTranslations } from "next-intl";

import { StageBar, useStageName } from "@/components/office/stage-bars";
import { Table } from "@/components/ui/table";
import { sharesOf } from "@/lib/figures";
import { inOrder } from "@/lib/session/stages";

import { exportPath } from "../api/statistics";
import type { Filters, Statistics } from "../rules";
import { useTexts } from "../use-texts";
import { FigureCard } from "./figure-card";

/** How long the stages of the pipeline took: p50 full, p95 pale, on one scale. */
export function StageFigure({ found, filters }: { found: Statistics; filters: Filters }) {
  const t = useTranslations("statistics.stages");
  const { count, time } = useTexts();
  const nameOf = useStageName();
  const rows = inOrder(found.stages);
  const shares = sharesOf(rows.flatMap(({ p50_s, p95_s }) => [p50_s, p95_s]));
  const piece = (at: number, fill: string) => ({ size: shares[at] ?? 0, fill });
  const chart = (
    <ol className="flex flex-col gap-2">
      {rows.map((row, at) => (
        <li key={row.stage}>
          <p className="flex justify-between gap-3 text-[0.9375rem]">
            <span>{nameOf(row.stage)}</span>
            <span className="tabular-nums">
              <b>{time(row.p50_s)}</b> · {time(row.p95_s)}
            </span>
          </p>
          <StageBar
            className="mt-1"
            pieces={[piece(2 * at + 1, "fill-brand opacity-40"), piece(2 * at, "fill-brand")]}
          />
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
            { key: "stage", header: t("stage"), cell: ({ stage }) => nameOf(stage) },
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

"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";

import { Table } from "@/components/ui/table";

import { exportPath } from "../api/statistics";
import type { Filters, Statistics } from "../rules";
import { useTexts } from "../use-texts";
import { Confused } from "./confused";
import { FigureCard } from "./figure-card";
import { Lines } from "./lines";

type RoutingFiguresProps = { found: Statistics; filters: Filters };

/** How far the router's confidence can be believed, and what it takes for what (P33). */
export function RoutingFigures({ found, filters }: RoutingFiguresProps) {
  return (
    <>
      <Calibration found={found} filters={filters} />
      <Confused rows={found.confusion} csv={exportPath(filters, "confusion")} />
    </>
  );
}

function Calibration({ found, filters }: RoutingFiguresProps) {
  const t = useTranslations("statistics.calibration");
  const { count, share } = useTexts();
  const rows = found.calibration;
  const { labels, series } = useMemo(
    () => ({
      labels: rows.map(({ bin }) => `${bin * 10}–${bin * 10 + 10} %`),
      series: [
        { label: t("right"), tone: "ok" as const, values: rows.map(({ accuracy }) => accuracy) },
        {
          label: t("confidence"),
          tone: "line-strong" as const,
          values: rows.map(({ confidence }) => confidence),
        },
      ],
    }),
    [rows, t],
  );
  const error = found.calibration_error;
  return (
    <FigureCard
      title={t("title")}
      lead={error === null ? t("lead") : t("leadError", { error: share(error) })}
      csv={exportPath(filters, "calibration")}
      chart={
        rows.length > 0 ? (
          <Lines label={t("title")} labels={labels} series={series} format={share} max={1} />
        ) : (
          <p className="py-8 text-center text-ink-soft">{t("none")}</p>
        )
      }
      table={
        <Table
          caption={t("title")}
          isCaptionHidden
          rows={rows}
          rowKey={({ bin }) => String(bin)}
          columns={[
            { key: "bin", header: t("bin"), cell: ({ bin }) => `${bin * 10}–${bin * 10 + 10} %` },
            { key: "count", header: t("count"), isNumber: true, cell: (row) => count(row.count) },
            {
              key: "confidence",
              header: t("confidence"),
              isNumber: true,
              cell: (row) => share(row.confidence),
            },
            {
              key: "right",
              header: t("right"),
              isNumber: true,
              cell: (row) => share(row.accuracy),
            },
          ]}
        />
      }
    />
  );
}

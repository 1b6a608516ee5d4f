"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";

import { Table } from "@/components/ui/table";
import { useDates } from "@/lib/i18n/use-dates";

import { exportPath } from "../api/statistics";
import type { Series } from "../chart-types";
import { dayRowsOf, type Filters, type Row, type Statistics } from "../rules";
import { useTexts } from "../use-texts";
import { FigureCard } from "./figure-card";
import { Lines } from "./lines";

type DayFiguresProps = { found: Statistics; filters: Filters };
type Pick = { label: string; tone: Series["tone"]; of: (row: Row) => number | null | undefined };

/** How the days of the period went: how much came, how fast it was answered, how right it went. */
export function DayFigures({ found, filters }: DayFiguresProps) {
  const t = useTranslations("statistics.days");
  const { count, share, time } = useTexts();
  const rows = useMemo(() => dayRowsOf(found), [found]);
  const service = exportPath(filters, "service_day");
  return (
    <>
      <DayFigure
        title={t("volume")}
        csv={service}
        rows={rows}
        isBars
        format={count}
        picks={[{ label: t("sessions"), tone: "brand", of: (row) => row.service?.sessions ?? 0 }]}
      />
      <DayFigure
        title={t("reply")}
        csv={service}
        rows={rows}
        format={time}
        picks={[
          { label: t("half"), tone: "brand", of: (row) => row.service?.reply_p50_s },
          { label: t("most"), tone: "gold", of: (row) => row.service?.reply_p90_s },
        ]}
      />
      <DayFigure
        title={t("accuracy")}
        csv={exportPath(filters, "routing_day")}
        rows={rows}
        format={share}
        max={1}
        picks={[
          { label: t("right"), tone: "ok", of: (row) => row.routing?.accuracy },
          { label: t("abstained"), tone: "gold", of: (row) => row.routing?.abstain_share },
        ]}
      />
      <DayFigure
        title={t("close")}
        csv={service}
        rows={rows}
        format={time}
        picks={[
          { label: t("half"), tone: "brand", of: (row) => row.service?.close_p50_s },
          { label: t("most"), tone: "gold", of: (row) => row.service?.close_p90_s },
        ]}
      />
    </>
  );
}

type DayFigureProps = {
  title: string;
  csv: string;
  rows: readonly Row[];
  picks: readonly Pick[];
  format: (value: number) => string;
  max?: number;
  isBars?: boolean;
};

function DayFigure({ title, csv, rows, picks, format, max, isBars }: DayFigureProps) {
  const t = useTranslations("statistics.days");
  const dates = useDates();
  const label = (key: string) => dates(`${key}T12:00:00Z`, "day");
  // A chart is drawn anew when these change, so that they change only with the numbers.
  const { labels, series } = useMemo(
    () => ({
      labels: rows.map(({ key }) => `${key.slice(8)}.${key.slice(5, 7)}`),
      series: picks.map(({ label: name, tone, of }) => ({
        label: name,
        tone,
        // A bar of nothing would be a dash on the axis.
        values: rows.map((row) => (isBars ? of(row) || null : (of(row) ?? null))),
      })),
    }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- picks say the same for the same rows
    [rows, isBars],
  );
  const isKnown = series.some(({ values }) => values.some((value) => value !== null));
  return (
    <FigureCard
      title={title}
      csv={csv}
      chart={
        !isKnown ? (
          <p className="py-8 text-center text-ink-soft">{t("none")}</p>
        ) : (
          <Lines
            label={title}
            labels={labels}
            series={series}
            format={format}
            max={max}
            isBars={isBars}
          />
        )
      }
      table={
        <div className="max-h-80 overflow-y-auto">
          <Table
            caption={title}
            isCaptionHidden
            rows={rows}
            rowKey={({ key }) => key}
            columns={[
              { key: "day", header: t("day"), cell: ({ key }) => label(key) },
              ...picks.map((pick) => ({
                key: pick.label,
                header: pick.label,
                isNumber: true,
                cell: (row: Row) => {
                  const value = pick.of(row) ?? null;
                  return value === null ? "–" : format(value);
                },
              })),
            ]}
          />
        </div>
      }
    />
  );
}

"use client";

import { useTranslations } from "next-intl";

import { Table } from "@/components/ui/table";
import { numberText } from "@/lib/i18n/dates";
import { stageOf } from "@/lib/session/stages";

import { inOrder, sharesOf, shortTime, type StageHealth } from "../rules";

/** The stages in their order: percentiles as numbers, and as bars on one scale. */
export function Stages({ stages }: { stages: readonly StageHealth[] }) {
  const t = useTranslations("system.health");
  const units = useTranslations("system.units");
  const time = (seconds: number) => {
    const { unit, value } = shortTime(seconds);
    return units(unit, { value: numberText(value, 2) });
  };
  const number = (key: "p50_s" | "p95_s" | "p99_s" | "wait_p95_s", header: string) => ({
    key,
    header,
    isNumber: true,
    cell: (row: StageHealth) => <span className="whitespace-nowrap">{time(row[key])}</span>,
  });
  return (
    <Table
      caption={t("stages")}
      rows={inOrder(stages)}
      rowKey={({ stage }) => stage}
      columns={[
        {
          key: "stage",
          header: t("stage"),
          cell: ({ stage, p50_s, p95_s }) => {
            const known = stageOf(stage);
            return (
              <>
                <span className="font-semibold">{known ? t(`stageNames.${known}`) : stage}</span>
                {/* On a phone the columns of numbers are out of sight. */}
                <span className="block text-sm whitespace-nowrap text-ink-soft sm:hidden">
                  {time(p50_s)} · {time(p95_s)}
                </span>
              </>
            );
          },
        },
        { key: "bar", header: "p50 · p95 · p99", cell: (row) => <Bar row={row} all={stages} /> },
        { key: "count", header: t("runs"), isNumber: true, cell: (row) => numberText(row.count) },
        number("p50_s", "p50"),
        number("p95_s", "p95"),
        number("p99_s", "p99"),
        number("wait_p95_s", `${t("wait")} p95`),
      ]}
    />
  );
}

function Bar({ row, all }: { row: StageHealth; all: readonly StageHealth[] }) {
  const { p50, p95, p99 } = sharesOf(row, all);
  const width = (share: number) => `${share * 100}%`;
  return (
    <svg aria-hidden className="mt-1.5 h-3 w-full min-w-32 rounded bg-sunk">
      <rect width={width(p99)} height="100%" rx="3" className="fill-line-strong opacity-50" />
      <rect width={width(p95)} height="100%" rx="3" className="fill-brand opacity-50" />
      <rect width={width(p50)} height="100%" rx="3" className="fill-brand" />
    </svg>
  );
}

"use client";

import { useTranslations } from "next-intl";

import { StageBar, useStageName, useStageTime } from "@/components/office/stage-bars";
import { Table } from "@/components/ui/table";
import { numberText } from "@/lib/i18n/dates";
import { inOrder } from "@/lib/session/stages";

import type { StageHealth } from "../rules";

/** The stages in their order: percentiles as numbers, and as bars on one scale. */
export function Stages({ stages }: { stages: readonly StageHealth[] }) {
  const t = useTranslations("system.health");
  const nameOf = useStageName();
  const time = useStageTime();
  const slowest = Math.max(0, ...stages.map(({ p99_s }) => p99_s));
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
          cell: ({ stage, p50_s, p95_s }) => (
            <>
              <span className="font-semibold">{nameOf(stage)}</span>
              {/* On a phone the columns of numbers are out of sight. */}
              <span className="block text-sm whitespace-nowrap text-ink-soft sm:hidden">
                {time(p50_s)} · {time(p95_s)}
              </span>
            </>
          ),
        },
        {
          key: "bar",
          header: "p50 · p95 · p99",
          cell: (row) => <Bar row={row} slowestS={slowest} />,
        },
        { key: "count", header: t("runs"), isNumber: true, cell: (row) => numberText(row.count) },
        number("p50_s", "p50"),
        number("p95_s", "p95"),
        number("p99_s", "p99"),
        number("wait_p95_s", `${t("wait")} p95`),
      ]}
    />
  );
}

function Bar({ row, slowestS }: { row: StageHealth; slowestS: number }) {
  const piece = (seconds: number, fill: string) => ({
    size: slowestS > 0 ? seconds / slowestS : 0,
    fill,
  });
  return (
    <StageBar
      className="mt-1.5 min-w-32"
      pieces={[
        piece(row.p99_s, "fill-line-strong opacity-50"),
        piece(row.p95_s, "fill-brand opacity-50"),
        piece(row.p50_s, "fill-brand"),
      ]}
    />
  );
}

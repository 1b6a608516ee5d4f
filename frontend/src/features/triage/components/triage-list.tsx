"use client";

import { CircleCheckBig } from "lucide-react";
import { useTranslations } from "next-intl";

import { SessionRow } from "@/components/office/session-row";
import { Chip } from "@/components/ui/chip";
import { SkeletonList } from "@/components/ui/skeleton";
import { ErrorState, State } from "@/components/ui/states";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { useNow } from "@/lib/use-now";
import { queryParamsSet } from "@/lib/use-query-param";

import { QUEUES, reasonWordOf, type TriageRow } from "../rules";
import type { Triage } from "../use-triage";

const MINUTE_MS = 60_000;
const AGED_MS = 30 * MINUTE_MS;

/** The two queues; the one that has waited longest stands first. */
export function TriageList({ triage }: { triage: Triage }) {
  const t = useTranslations("triage");
  const { queue, query, rows, counts } = triage;
  return (
    <Tabs
      label={t("queues")}
      value={queue}
      onChange={(value) => queryParamsSet({ queue: value === "unsure" ? null : value, s: null })}
      tabs={QUEUES.map((value) => ({
        value,
        label: t(`tabs.${value}`),
        count: value === queue && rows ? rows.length : counts[value],
      }))}
    >
      <TabPanel value={queue} tabIndex={-1}>
        {query.isError && !rows ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Rows triage={triage} />
        )}
      </TabPanel>
    </Tabs>
  );
}

function Rows({ triage: { rows, current, queue } }: { triage: Triage }) {
  const t = useTranslations("triage");
  const now = useNow(MINUTE_MS);
  if (rows === null) return <SkeletonList rows={5} />;
  if (rows.length === 0) return <State icon={CircleCheckBig} title={t(`empty.${queue}`)} />;
  return (
    <ol>
      {rows.map((row) => (
        <li key={row.session_uuid}>
          <Row row={row} isOpen={row === current} now={now} />
        </li>
      ))}
    </ol>
  );
}

type RowProps = { row: TriageRow; isOpen: boolean; now: number | null };

function Row({ row, isOpen, now }: RowProps) {
  const t = useTranslations("triage");
  const isAged = now !== null && now - new Date(row.opened_at).getTime() > AGED_MS;
  return (
    <SessionRow row={row} isOpen={isOpen} now={now} isAged={isAged}>
      <WhyChip row={row} />
      {row.is_disputed ? <Chip tone="warn">{t("disputed")}</Chip> : null}
    </SessionRow>
  );
}

export function WhyChip({ row }: { row: TriageRow }) {
  const t = useTranslations("triage");
  const word = reasonWordOf(row);
  const tone = word === "OVERDUE" ? "bad" : "warn";
  return <Chip tone={tone}>{t(`why.${word}`)}</Chip>;
}

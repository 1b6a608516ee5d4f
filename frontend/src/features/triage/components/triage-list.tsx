"use client";

import { CircleCheckBig, Globe, Send } from "lucide-react";
import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";

import { Age } from "@/components/office/age";
import { Chip } from "@/components/ui/chip";
import { SkeletonList } from "@/components/ui/skeleton";
import { ErrorState, State } from "@/components/ui/states";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { cx } from "@/lib/cx";
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
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    queryParamsSet({ s: row.session_uuid });
  };
  const isAged = now !== null && now - new Date(row.opened_at).getTime() > AGED_MS;
  return (
    <a
      href={`?s=${row.session_uuid}`}
      onClick={open}
      aria-current={isOpen ? "true" : undefined}
      className={cx(
        "flex flex-col gap-1 border-b border-l-4 border-b-line px-3 py-2.5 text-ink no-underline",
        isOpen ? "border-l-brand bg-brand-soft" : "border-l-transparent hover:bg-surface",
      )}
    >
      <span className="flex items-center gap-2">
        <Channel channel={row.channel} />
        <span className="font-bold tabular-nums">{row.number}</span>
        <span className={cx("ml-auto text-sm", isAged ? "font-bold text-warn" : "text-ink-soft")}>
          <Age at={row.opened_at} now={now} />
        </span>
      </span>
      <span className="line-clamp-2 text-[0.9375rem]" lang={row.language ?? undefined}>
        {row.preview}
      </span>
      <span className="flex flex-wrap gap-1.5">
        <WhyChip row={row} />
        {row.is_disputed ? <Chip tone="warn">{t("disputed")}</Chip> : null}
      </span>
    </a>
  );
}

export function WhyChip({ row }: { row: TriageRow }) {
  const t = useTranslations("triage");
  const word = reasonWordOf(row);
  const tone = word === "OVERDUE" ? "bad" : "warn";
  return <Chip tone={tone}>{t(`why.${word}`)}</Chip>;
}

function Channel({ channel }: { channel: string }) {
  const t = useTranslations("office.channels");
  const isTelegram = channel === "TELEGRAM";
  const Icon = isTelegram ? Send : Globe;
  return (
    <>
      <Icon aria-hidden className="size-4 shrink-0 text-ink-soft" />
      <span className="sr-only">{t(isTelegram ? "TELEGRAM" : "WEB")}</span>
    </>
  );
}

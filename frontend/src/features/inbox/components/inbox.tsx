"use client";

import { CircleCheckBig } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";

import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState, State } from "@/components/ui/states";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import type { Me } from "@/lib/auth/me";
import { useShortcuts } from "@/lib/shortcuts/use-shortcuts";
import { useNow } from "@/lib/use-now";
import { queryParamsSet, useQueryParam } from "@/lib/use-query-param";

import type { QueueCounts } from "../api/counts";
import { type InboxRow, type InboxTab, isNarrowed, neighbourOf, TABS } from "../rules";
import { useQueue } from "../use-queue";
import { Ears } from "./ears";
import { FilterBar } from "./filters";
import { Row } from "./row";

const MINUTE_MS = 60_000;
const SKELETON_ROWS = 6;

function countOf(tab: InboxTab, counts: QueueCounts | null | undefined): number | undefined {
  return counts?.[tab === "new" ? "unassigned" : tab];
}

/** The queues of a department, oldest first; new work comes in by itself (S1). */
export function Inbox({ me }: { me: Me }) {
  const t = useTranslations("inbox");
  const { tab, filters, query, rows, counts, topics, onLive } = useQueue(me);
  const open = useQueryParam("s") ?? null;
  const isLess = isNarrowed(filters);
  useTitleBadge(countOf("new", counts) ?? 0);
  useSteps(rows ?? [], open);
  const failed =
    query.isError && !rows ? (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    ) : null;
  return (
    <div className="flex min-h-full flex-col">
      <Ears topics={topics} onLive={onLive} />
      <Tabs
        label={t("queues")}
        value={tab}
        onChange={(value) => queryParamsSet({ tab: value, page: null })}
        tabs={TABS.map((value) => ({
          value,
          label: t(`tabs.${value}`),
          count: value === tab && !isLess ? query.data?.count : countOf(value, counts),
        }))}
      >
        <FilterBar key={tab} filters={filters} />
        <TabPanel value={tab} tabIndex={-1}>
          {failed ?? <List rows={rows} tab={tab} open={open} isLess={isLess} />}
          <Pages page={filters.page} hasNext={query.data?.hasNext ?? false} />
        </TabPanel>
      </Tabs>
    </div>
  );
}

type ListProps = {
  rows: readonly InboxRow[] | null;
  tab: InboxTab;
  open: string | null;
  isLess: boolean;
};

function List({ rows, tab, open, isLess }: ListProps) {
  const t = useTranslations("inbox");
  const now = useNow(MINUTE_MS);
  if (rows === null) return <RowsSkeleton />;
  if (rows.length === 0) {
    return (
      <State icon={CircleCheckBig} title={t(isLess ? "nothingFound" : `empty.${tab}`)}>
        {isLess ? (
          <Button
            look="secondary"
            size="sm"
            onClick={() =>
              queryParamsSet({ q: null, channel: null, language: null, overdue: null })
            }
          >
            {t("filters.clear")}
          </Button>
        ) : null}
      </State>
    );
  }
  return (
    <ol>
      {rows.map((row) => (
        <li key={row.session_uuid}>
          <Row row={row} isOpen={row.session_uuid === open} now={now} />
        </li>
      ))}
    </ol>
  );
}

function RowsSkeleton() {
  const t = useTranslations("common");
  return (
    <div role="status">
      <span className="sr-only">{t("loading")}</span>
      {Array.from({ length: SKELETON_ROWS }, (_, row) => (
        <div key={row} className="flex flex-col gap-2 border-b border-line px-4 py-3.5">
          <Skeleton className="h-4 w-1/2" />
          <Skeleton className="h-4 w-full" />
          <Skeleton className="h-5 w-1/3" />
        </div>
      ))}
    </div>
  );
}

function Pages({ page, hasNext }: { page: number; hasNext: boolean }) {
  const t = useTranslations("inbox");
  if (page === 1 && !hasNext) return null;
  const go = (to: number) => queryParamsSet({ page: to === 1 ? null : String(to) });
  return (
    <nav aria-label={t("pages")} className="flex items-center justify-between gap-2 p-3">
      {page > 1 ? (
        <Button look="secondary" size="sm" onClick={() => go(page - 1)}>
          {t("previous")}
        </Button>
      ) : (
        <span />
      )}
      <span className="tabular-nums">{page}</span>
      {hasNext ? (
        <Button look="secondary" size="sm" onClick={() => go(page + 1)}>
          {t("next")}
        </Button>
      ) : (
        <span />
      )}
    </nav>
  );
}

/** The tab of the browser says how many wait. */
function useTitleBadge(count: number): void {
  useEffect(() => {
    const bare = document.title.replace(/^\(\d+\) /, "");
    document.title = count > 0 ? `(${count}) ${bare}` : bare;
  }, [count]);
}

/** J and K walk the list (S7). */
function useSteps(rows: readonly InboxRow[], open: string | null): void {
  const go = (step: 1 | -1) => {
    const next = neighbourOf(rows, open, step);
    if (next === null) return;
    queryParamsSet({ s: next });
    document.querySelector(`[data-session="${next}"]`)?.scrollIntoView({ block: "nearest" });
  };
  useShortcuts({ j: () => go(1), k: () => go(-1), "g i": () => queryParamsSet({ s: null }) });
}

"use client";

import { CircleCheckBig } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";

import { Pager } from "@/components/office/pager";
import { Button } from "@/components/ui/button";
import { SkeletonList } from "@/components/ui/skeleton";
import { ErrorState, State } from "@/components/ui/states";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import type { Me } from "@/lib/auth/me";
import type { LiveEvent } from "@/lib/live/types";
import type { Watched } from "@/lib/session/presence";
import { neighbourOf } from "@/lib/session/queue";
import { useShortcuts } from "@/lib/shortcuts/use-shortcuts";
import { soundPlay } from "@/lib/sound";
import { useNow } from "@/lib/use-now";
import { queryParamsSet, useQueryParam } from "@/lib/use-query-param";

import type { QueueCounts } from "../api/counts";
import { type InboxRow, type InboxTab, isHeard, isNarrowed, PAGE_SIZE, TABS } from "../rules";
import { useQueue } from "../use-queue";
import { Ears } from "./ears";
import { FilterBar } from "./filters";
import { Row } from "./row";
import { useSoundOn } from "./sound-switch";

const MINUTE_MS = 60_000;
const SKELETON_ROWS = 6;
const NOBODY: readonly string[] = [];

function countOf(tab: InboxTab, counts: QueueCounts | null | undefined): number | undefined {
  return counts?.[tab === "new" ? "unassigned" : tab];
}

/** The queues of a department, oldest first; new work comes in by itself (S1). */
export function Inbox({ me }: { me: Me }) {
  const t = useTranslations("inbox");
  const { tab, filters, query, rows, counts, topics, onLive, watched, onPresence } = useQueue(me);
  const open = useQueryParam("s") ?? null;
  const isLess = isNarrowed(filters);
  useTitleBadge(countOf("new", counts) ?? 0);
  useSteps(rows ?? [], open);
  const [isSoundOn] = useSoundOn();
  const heard = (topic: string, event: LiveEvent) => {
    onPresence(event);
    const isLookedAt = document.visibilityState === "visible" && event.session_uuid === open;
    if (isSoundOn && !isLookedAt && isHeard(topic, event)) soundPlay();
  };
  const failed =
    query.isError && !rows ? (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    ) : null;
  return (
    <div className="flex min-h-full flex-col">
      <Ears topics={topics} onLive={onLive} onEvent={heard} />
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
          {failed ?? <List rows={rows} tab={tab} open={open} isLess={isLess} watched={watched} />}
          <Pager page={filters.page} count={query.data?.count ?? 0} pageSize={PAGE_SIZE} />
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
  watched: Watched;
};

function List({ rows, tab, open, isLess, watched }: ListProps) {
  const t = useTranslations("inbox");
  const now = useNow(MINUTE_MS);
  if (rows === null) return <SkeletonList rows={SKELETON_ROWS} />;
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
          <Row
            row={row}
            isOpen={row.session_uuid === open}
            now={now}
            watchers={watched[row.session_uuid] ?? NOBODY}
          />
        </li>
      ))}
    </ol>
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

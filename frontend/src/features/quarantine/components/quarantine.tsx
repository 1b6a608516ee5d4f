"use client";

import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { Office } from "@/components/office/office";
import { Pager, usePage } from "@/components/office/pager";
import { ParamSelect, Toolbar } from "@/components/office/toolbar";
import { RoleGate } from "@/components/role-gate";
import { SkeletonList } from "@/components/ui/skeleton";
import { ErrorState, State } from "@/components/ui/states";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { useLiveTopic } from "@/lib/live/provider";
import { queryParamsSet, useQueryParam } from "@/lib/use-query-param";

import { QUARANTINE_KEY, quarantineQuery } from "../api/quarantine";
import { type Quarantined, TABS, tabOf, type Verdict } from "../rules";
import { Pending } from "./pending";
import { QuarantineCard } from "./quarantine-card";

const POLLED_MS = 10_000;
const POLLED_WHILE_LIVE_MS = 60_000;
const VERDICTS = ["PENDING", "RELEASED", "REJECTED"] as const satisfies readonly Verdict[];

/** What the pipeline set aside: live, to be released or confirmed by a person (Q1, P21). */
export function Quarantine() {
  return <RoleGate kinds={["SUPERUSER"]}>{() => <Both />}</RoleGate>;
}

function Both() {
  const t = useTranslations("quarantine");
  const tab = tabOf(useQueryParam("tab"));
  const { isLive, news } = useNews();
  const refetchInterval = isLive ? POLLED_WHILE_LIVE_MS : POLLED_MS;
  const { data } = useQuery({ ...quarantineQuery("PENDING", 1), refetchInterval });
  return (
    <Office title={t("title")} lead={t("lead")}>
      <p role="status" className="sr-only">
        {news ? t("arrived", { number: news }) : null}
      </p>
      <Tabs
        label={t("title")}
        value={tab}
        onChange={(value) =>
          queryParamsSet({ tab: value === "pending" ? null : value, page: null, verdict: null })
        }
        tabs={TABS.map((value) => ({
          value,
          label: t(`tabs.${value}`),
          count: value === "pending" ? data?.count : undefined,
        }))}
      >
        <TabPanel value={tab} tabIndex={-1} className="flex flex-col gap-3 pt-3">
          {tab === "pending" ? <Pending refetchInterval={refetchInterval} /> : <Log />}
        </TabPanel>
      </Tabs>
    </Office>
  );
}

/** The number of the last message that was set aside while the page was open. */
function useNews() {
  const queries = useQueryClient();
  const [news, setNews] = useState<string | null>(null);
  const again = () => void queries.invalidateQueries({ queryKey: QUARANTINE_KEY });
  const isLive = useLiveTopic("quarantine", {
    onEvent: ({ event }) => {
      if (event.kind === "injection.alert") setNews(String(event.number));
      again();
    },
    onResync: again,
  });
  return { isLive, news };
}

/** Everything that was ever set aside, with what was decided and why. */
function Log() {
  const t = useTranslations("quarantine");
  const page = usePage();
  const asked = useQueryParam("verdict") ?? "";
  const verdict = VERDICTS.find((one) => one === asked) ?? null;
  const query = useQuery(quarantineQuery(verdict, page));
  return (
    <>
      <Toolbar>
        <ParamSelect
          name="verdict"
          label={t("verdict")}
          any={t("anyVerdict")}
          value={asked}
          options={VERDICTS.map((value) => ({ value, label: t(`verdicts.${value}`) }))}
        />
      </Toolbar>
      <LogRows query={query} />
      <Pager page={page} count={query.data?.count ?? 0} />
    </>
  );
}

type LogQuery = UseQueryResult<{ readonly results: Quarantined[] }>;

function LogRows({ query }: { query: LogQuery }) {
  const t = useTranslations("quarantine");
  const rows = query.data?.results;
  if (!rows) {
    if (!query.isError) return <SkeletonList rows={3} />;
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (rows.length === 0) return <State icon={ShieldCheck} title={t("emptyLog")} />;
  return (
    <ol className="flex flex-col gap-3">
      {rows.map((row) => (
        <li key={row.message_uuid}>
          <QuarantineCard row={row} />
        </li>
      ))}
    </ol>
  );
}

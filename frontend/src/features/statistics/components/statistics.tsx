"use client";

import { useQuery } from "@tanstack/react-query";
import { ChartColumn } from "lucide-react";
import { useTranslations } from "next-intl";

import { Office } from "@/components/office/office";
import { RoleGate } from "@/components/role-gate";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState, State } from "@/components/ui/states";
import type { Me } from "@/lib/auth/me";
import { dayOf } from "@/lib/time";
import { queryParamsSet, useQueryParam } from "@/lib/use-query-param";

import { statisticsQuery } from "../api/statistics";
import { type Filters, isEmpty, periodOf, type Statistics as Found } from "../rules";
import { DayFigures } from "./day-figures";
import { FilterBar } from "./filter-bar";
import { GroupFigure } from "./group-figure";
import { RoutingFigures } from "./routing-figures";
import { StageFigure } from "./stage-figure";
import { Tiles } from "./tiles";

const SKELETON_TILES = 10;

/** The figures of a period: what came, how fast, how right (X1, P38). */
export function Statistics() {
  return (
    <RoleGate kinds={["STAFF", "OPERATOR", "SUPERUSER"]}>{(me) => <Period me={me} />}</RoleGate>
  );
}

function usePeriod() {
  const asked = {
    period: useQueryParam("period") ?? null,
    since: useQueryParam("since") ?? null,
    until: useQueryParam("until") ?? null,
  };
  return periodOf(asked, dayOf(new Date()));
}

function useFilters(since: string, until: string): Filters {
  return {
    since,
    until,
    department: useQueryParam("department") ?? "",
    channel: useQueryParam("channel") ?? "",
    language: useQueryParam("language") ?? "",
  };
}

function Period({ me }: { me: Me }) {
  const t = useTranslations("statistics");
  const { since, until, days } = usePeriod();
  const filters = useFilters(since, until);
  const { data, error, refetch, isPlaceholderData } = useQuery(statisticsQuery(filters));
  return (
    <Office title={t("title")} lead={t(me.kind === "STAFF" ? "leadOwn" : "lead")}>
      <FilterBar filters={filters} days={days} />
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <FiguresSkeleton /> : null}
      {data ? (
        <div aria-busy={isPlaceholderData} className="flex flex-col gap-4">
          {isEmpty(data) ? <Nothing /> : <Figures found={data} filters={filters} />}
        </div>
      ) : null}
    </Office>
  );
}

function Nothing() {
  const t = useTranslations("statistics");
  return (
    <State
      icon={ChartColumn}
      title={t("empty")}
      action={
        <Button look="secondary" onClick={() => queryParamsSet(EVERYTHING)}>
          {t("showAll")}
        </Button>
      }
    />
  );
}

const EVERYTHING = {
  period: "365",
  since: null,
  until: null,
  department: null,
  channel: null,
  language: null,
};

function Figures({ found, filters }: { found: Found; filters: Filters }) {
  return (
    <>
      <Tiles found={found} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <DayFigures found={found} filters={filters} />
        <GroupFigure found={found} filters={filters} group="department" />
        <div className="flex min-w-0 flex-col gap-4">
          <GroupFigure found={found} filters={filters} group="channel" />
          <GroupFigure found={found} filters={filters} group="language" />
        </div>
        <StageFigure found={found} filters={filters} />
        <RoutingFigures found={found} filters={filters} />
      </div>
    </>
  );
}

function FiguresSkeleton() {
  const t = useTranslations("common");
  return (
    <div role="status">
      <span className="sr-only">{t("loading")}</span>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">
        {Array.from({ length: SKELETON_TILES }, (_, tile) => (
          <Skeleton key={tile} className="h-24 rounded-card" />
        ))}
      </div>
      <div className="mt-4 grid gap-4 lg:grid-cols-2">
        <Skeleton className="h-72 rounded-card" />
        <Skeleton className="h-72 rounded-card" />
      </div>
    </div>
  );
}

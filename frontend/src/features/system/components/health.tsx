"use client";

import { useQuery } from "@tanstack/react-query";
import { Activity, ExternalLink } from "lucide-react";
import { useTranslations } from "next-intl";

import { ParamSelect, Toolbar } from "@/components/office/toolbar";
import { buttonStyle } from "@/components/ui/button";
import { Chip } from "@/components/ui/chip";
import { SkeletonList } from "@/components/ui/skeleton";
import { ErrorState, State } from "@/components/ui/states";
import { Table } from "@/components/ui/table";
import { numberText } from "@/lib/i18n/dates";
import { useQueryParam } from "@/lib/use-query-param";

import { healthQuery } from "../api/system";
import { type Health, isStuck, type JobCount, jobTone, PERIODS_MINUTES, periodOf } from "../rules";
import { Stages } from "./stages";

/** Latencies of the stages from the stored traces, and what waits. */
export function HealthView() {
  const t = useTranslations("system.health");
  const minutes = periodOf(useQueryParam("minutes"));
  const { data, error, refetch } = useQuery(healthQuery(minutes));
  return (
    <>
      <Toolbar>
        <ParamSelect
          name="minutes"
          label={t("period")}
          value={String(minutes)}
          options={PERIODS_MINUTES.map((value) => ({
            value: String(value),
            label: t("last", { hours: value / 60, minutes: value, unit: value < 60 ? "m" : "h" }),
          }))}
        />
        {data?.dashboards_url ? (
          <a
            href={data.dashboards_url}
            rel="noreferrer"
            target="_blank"
            className={buttonStyle({ look: "secondary", size: "sm" })}
          >
            <ExternalLink aria-hidden className="size-5" />
            {t("dashboards")}
          </a>
        ) : null}
      </Toolbar>
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <SkeletonList rows={4} /> : null}
      {data ? <Known health={data} /> : null}
    </>
  );
}

type KnownHealth = Omit<Health, "jobs"> & { jobs: JobCount[] };

function Known({ health }: { health: KnownHealth }) {
  const t = useTranslations("system.health");
  return (
    <>
      {health.stages.length > 0 ? (
        <Stages stages={health.stages} />
      ) : (
        <State icon={Activity} title={t("noStages")} />
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Messages rows={health.messages} />
        <Jobs rows={health.jobs} />
      </div>
    </>
  );
}

const STATES = [
  "RECEIVED",
  "QUEUED",
  "PROCESSING",
  "ROUTED",
  "NEEDS_OPERATOR",
  "QUARANTINED",
] as const;

function Messages({ rows }: { rows: Health["messages"] }) {
  const t = useTranslations("system.health");
  const word = (state: string) => {
    const known = STATES.find((one) => one === state);
    return known ? t(`states.${known}`) : state;
  };
  if (rows.length === 0) return <Quiet title={t("messages")} text={t("noMessages")} />;
  return (
    <Table
      caption={t("messages")}
      rows={rows}
      rowKey={({ state }) => state}
      columns={[
        {
          key: "state",
          header: t("state"),
          cell: (row) => (
            <span className="flex flex-wrap gap-2">
              {word(row.state)}
              {isStuck(row) ? <Chip tone="bad">{t("stuck")}</Chip> : null}
            </span>
          ),
        },
        { key: "count", header: t("count"), isNumber: true, cell: (row) => numberText(row.count) },
        {
          key: "age",
          header: t("oldest"),
          isNumber: true,
          cell: (row) => t("minutes", { count: Math.round(row.oldest_age_s / 60) }),
        },
      ]}
    />
  );
}

function Jobs({ rows }: { rows: readonly JobCount[] }) {
  const t = useTranslations("system.health");
  if (rows.length === 0) return <Quiet title={t("jobs")} text={t("noJobs")} />;
  return (
    <Table
      caption={t("jobs")}
      rows={rows}
      rowKey={({ kind, state }) => `${kind} ${state}`}
      columns={[
        { key: "kind", header: t("kind"), cell: (row) => <code>{row.kind}</code> },
        {
          key: "state",
          header: t("state"),
          cell: (row) => <Chip tone={jobTone(row.state)}>{row.state}</Chip>,
        },
        { key: "count", header: t("count"), isNumber: true, cell: (row) => numberText(row.count) },
      ]}
    />
  );
}

function Quiet({ title, text }: { title: string; text: string }) {
  return (
    <section className="rounded-card bg-surface p-4 shadow-card">
      <h2 className="font-bold">{title}</h2>
      <p className="text-ink-soft">{text}</p>
    </section>
  );
}

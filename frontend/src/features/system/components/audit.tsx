"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText, X } from "lucide-react";
import { useTranslations } from "next-intl";

import { ParamSelect, Toolbar } from "@/components/office/toolbar";
import { Button } from "@/components/ui/button";
import { SkeletonList } from "@/components/ui/skeleton";
import { ErrorState, State } from "@/components/ui/states";
import { Table } from "@/components/ui/table";
import { useDates } from "@/lib/i18n/use-dates";
import { queryParamsSet, useQueryParam } from "@/lib/use-query-param";

import { auditQuery } from "../api/system";
import {
  actionOf,
  ACTIONS,
  type AuditEntry,
  type AuditFilters,
  detailsOf,
  hasSubject,
  idShort,
} from "../rules";

const SUBJECTS = [
  "SESSION",
  "USER",
  "ROUTE",
  "DEPARTMENT",
  "DISTRICT",
  "CORRECTION",
  "PROMPT",
] as const;
const ACTORS = ["SYSTEM", "CITIZEN", "STAFF", "OPERATOR", "SUPERUSER"] as const;

function useFilters(): AuditFilters {
  return {
    action: useQueryParam("action") ?? "",
    kind: useQueryParam("kind") ?? "",
    subject: useQueryParam("subject") ?? "",
    actor: useQueryParam("actor") ?? "",
  };
}

/** Who did what to whom, the last first; nothing of it can be changed (P39). */
export function Audit() {
  const t = useTranslations("system.audit");
  const filters = useFilters();
  const query = useInfiniteQuery(auditQuery(filters));
  const rows = query.data?.pages.flatMap(({ results }) => results);
  return (
    <>
      <Filtering filters={filters} />
      {query.isError && !rows ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isPending ? <SkeletonList rows={6} /> : null}
      {rows?.length === 0 ? <State icon={ScrollText} title={t("empty")} /> : null}
      {rows && rows.length > 0 ? <Entries rows={rows} /> : null}
      {query.hasNextPage ? (
        <div className="text-center">
          <Button
            look="secondary"
            isBusy={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t("more")}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function Filtering({ filters }: { filters: AuditFilters }) {
  const t = useTranslations("system.audit");
  const isNarrow = Boolean(filters.subject) || Boolean(filters.actor);
  return (
    <Toolbar>
      <ParamSelect
        name="action"
        label={t("action")}
        any={t("anyAction")}
        value={filters.action}
        options={ACTIONS.map((value) => ({ value, label: t(`actions.${value}`) }))}
      />
      <ParamSelect
        name="kind"
        label={t("subject")}
        any={t("anySubject")}
        value={filters.kind}
        options={SUBJECTS.map((value) => ({ value, label: t(`subjects.${value}`) }))}
      />
      {isNarrow ? (
        <Button
          look="secondary"
          size="sm"
          onClick={() => queryParamsSet({ subject: null, actor: null })}
        >
          <X aria-hidden className="size-4" />
          {t("oneOnly")}
        </Button>
      ) : null}
    </Toolbar>
  );
}

function Entries({ rows }: { rows: readonly AuditEntry[] }) {
  const t = useTranslations("system.audit");
  const dates = useDates();
  const word = (action: string) => {
    const known = actionOf(action);
    return known ? t(`actions.${known}`) : action;
  };
  return (
    <Table
      caption={t("caption")}
      isCaptionHidden
      rows={rows}
      rowKey={({ id }) => String(id)}
      columns={[
        {
          key: "when",
          header: t("when"),
          cell: ({ happened_at }) => (
            <time dateTime={happened_at} className="whitespace-nowrap tabular-nums">
              {dates(happened_at, "day")}, {dates(happened_at, "time")}
            </time>
          ),
        },
        {
          key: "action",
          header: t("action"),
          cell: ({ action }) => (
            <span className="block min-w-36 font-semibold">{word(action)}</span>
          ),
        },
        { key: "actor", header: t("actor"), cell: (row) => <Actor row={row} /> },
        { key: "subject", header: t("subject"), cell: (row) => <Subject row={row} /> },
        { key: "details", header: t("details"), cell: (row) => <Details row={row} /> },
      ]}
    />
  );
}

function Actor({ row }: { row: AuditEntry }) {
  const t = useTranslations("system.audit");
  const kind = ACTORS.find((one) => one === row.actor_kind);
  const uuid = row.actor_uuid;
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      {kind ? t(`actors.${kind}`) : row.actor_kind}
      {uuid ? <Id uuid={uuid} onChoose={() => queryParamsSet({ actor: uuid })} /> : null}
    </span>
  );
}

function Subject({ row }: { row: AuditEntry }) {
  const t = useTranslations("system.audit");
  const kind = SUBJECTS.find((one) => one === row.subject_kind);
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      {kind ? t(`subjects.${kind}`) : row.subject_kind}
      {hasSubject(row) ? (
        <Id
          uuid={row.subject_uuid}
          onChoose={() => queryParamsSet({ subject: row.subject_uuid })}
        />
      ) : null}
    </span>
  );
}

/** An id narrows the log to its own entries. */
function Id({ uuid, onChoose }: { uuid: string; onChoose: () => void }) {
  const t = useTranslations("system.audit");
  return (
    <button
      type="button"
      title={uuid}
      onClick={onChoose}
      className="min-h-6 font-mono text-sm text-brand underline"
    >
      <span className="sr-only">{t("onlyThis")} </span>
      {idShort(uuid)}
    </button>
  );
}

function Details({ row }: { row: AuditEntry }) {
  return (
    <dl className="flex max-w-md min-w-56 flex-col text-sm break-all">
      {detailsOf(row).map(([name, value]) => (
        <div key={name}>
          <dt className="inline text-ink-soft">{name}: </dt>
          <dd className="inline" title={value}>
            {idShort(value)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

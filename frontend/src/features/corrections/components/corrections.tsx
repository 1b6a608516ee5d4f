"use client";

import { useQuery } from "@tanstack/react-query";
import { GraduationCap } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { Office } from "@/components/office/office";
import { Pager, usePage } from "@/components/office/pager";
import { ParamSelect, Toolbar } from "@/components/office/toolbar";
import { RoleGate } from "@/components/role-gate";
import { SkeletonList } from "@/components/ui/skeleton";
import { ErrorState, State } from "@/components/ui/states";
import { useDepartments } from "@/lib/departments";
import { queryParamsSet, useQueryParam } from "@/lib/use-query-param";

import { correctionsLogQuery } from "../api/corrections";
import { type Correction, type Filters, STATES } from "../rules";
import { CorrectionCard } from "./correction-card";
import { UndoDialog } from "./undo-dialog";

const POLLED_MS = 15_000;

/** What people have taught the router, and what came of it (O2). */
export function Corrections() {
  return <RoleGate kinds={["OPERATOR", "SUPERUSER"]}>{() => <Log />}</RoleGate>;
}

function useFilters(): Filters {
  return {
    state: useQueryParam("state") ?? "",
    department: useQueryParam("department") ?? "",
    isUndone: useQueryParam("undone") === "1",
    page: usePage(),
  };
}

function Log() {
  const t = useTranslations("corrections");
  const filters = useFilters();
  const query = useQuery({ ...correctionsLogQuery(filters), refetchInterval: POLLED_MS });
  const [undone, setUndone] = useState<Correction | null>(null);
  const rows = query.data?.results;
  return (
    <Office title={t("title")} lead={t("lead")}>
      <Filtering filters={filters} />
      {query.isError && !rows ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isPending ? <SkeletonList rows={4} /> : null}
      {rows?.length === 0 ? (
        <State icon={GraduationCap} title={t("empty")}>
          {t("emptyText")}
        </State>
      ) : null}
      <ol className="flex flex-col gap-3">
        {rows?.map((row) => (
          <li key={row.correction_uuid}>
            <CorrectionCard row={row} onUndo={() => setUndone(row)} />
          </li>
        ))}
      </ol>
      <Pager page={filters.page} count={query.data?.count ?? 0} />
      <UndoDialog correction={undone} onClose={() => setUndone(null)} />
    </Office>
  );
}

function Filtering({ filters }: { filters: Filters }) {
  const t = useTranslations("corrections");
  const { departments } = useDepartments();
  return (
    <Toolbar>
      <ParamSelect
        name="state"
        label={t("filters.state")}
        any={t("filters.anyState")}
        value={filters.state}
        options={STATES.map((value) => ({ value, label: t(`states.${value}`) }))}
      />
      <ParamSelect
        name="department"
        label={t("filters.department")}
        any={t("filters.anyDepartment")}
        value={filters.department}
        options={departments.map(({ code, name }) => ({ value: code, label: name }))}
      />
      <label className="flex min-h-11 items-center gap-2 px-1 text-[0.9375rem]">
        <input
          type="checkbox"
          className="size-5 accent-brand"
          checked={filters.isUndone}
          onChange={(event) =>
            queryParamsSet({ undone: event.target.checked ? "1" : null, page: null })
          }
        />
        {t("filters.undone")}
      </label>
    </Toolbar>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { UserPlus, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { Office } from "@/components/office/office";
import { Pager, usePage } from "@/components/office/pager";
import { SearchParam } from "@/components/office/search-param";
import { ParamSelect, Toolbar } from "@/components/office/toolbar";
import { RoleGate } from "@/components/role-gate";
import { Button } from "@/components/ui/button";
import { SkeletonList } from "@/components/ui/skeleton";
import { ErrorState, State } from "@/components/ui/states";
import type { Me } from "@/lib/auth/me";
import { queryParamsSet, useQueryParam } from "@/lib/use-query-param";

import { peopleQuery } from "../api/people";
import { type Filters, KINDS, type Person } from "../rules";
import { ChangeDialog, type Changing } from "./change-dialog";
import { NewPersonDialog } from "./new-person-dialog";
import { PersonCard } from "./person-card";

/** Who works where, in which role, and who may not any more (Q3). */
export function People() {
  return <RoleGate kinds={["SUPERUSER"]}>{(me) => <Everybody me={me} />}</RoleGate>;
}

function useFilters(): Filters {
  return {
    words: useQueryParam("q") ?? "",
    kind: useQueryParam("kind") ?? "",
    isOff: useQueryParam("off") === "1",
    page: usePage(),
  };
}

function Everybody({ me }: { me: Me }) {
  const t = useTranslations("people");
  const filters = useFilters();
  const query = useQuery(peopleQuery(filters));
  const [isNew, setIsNew] = useState(false);
  const [changing, setChanging] = useState<Changing | null>(null);
  const rows = query.data?.results;
  return (
    <Office
      title={t("title")}
      lead={t("lead")}
      actions={
        <Button size="sm" onClick={() => setIsNew(true)}>
          <UserPlus aria-hidden className="size-5" />
          {t("new")}
        </Button>
      }
    >
      <Filtering filters={filters} />
      {query.isError && !rows ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isPending ? <SkeletonList rows={6} /> : null}
      {rows?.length === 0 ? <State icon={Users} title={t("empty")} /> : null}
      <Rows rows={rows ?? []} me={me} onChange={setChanging} />
      <Pager page={filters.page} count={query.data?.count ?? 0} />
      <NewPersonDialog isOpen={isNew} onClose={() => setIsNew(false)} />
      <ChangeDialog changing={changing} onClose={() => setChanging(null)} />
    </Office>
  );
}

type RowsProps = { rows: readonly Person[]; me: Me; onChange: (changing: Changing) => void };

function Rows({ rows, me, onChange }: RowsProps) {
  return (
    <ul className="flex flex-col overflow-hidden rounded-card bg-surface shadow-card empty:hidden">
      {rows.map((person) => (
        <li key={person.user_uuid} className="border-b border-line last:border-0">
          <PersonCard person={person} ownUuid={me.user_uuid} onChange={onChange} />
        </li>
      ))}
    </ul>
  );
}

function Filtering({ filters }: { filters: Filters }) {
  const t = useTranslations("people");
  return (
    <Toolbar>
      <SearchParam label={t("search")} value={filters.words} />
      <ParamSelect
        name="kind"
        label={t("kind")}
        any={t("anyKind")}
        value={filters.kind}
        options={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
      />
      <label className="flex min-h-11 items-center gap-2 px-1 text-[0.9375rem]">
        <input
          type="checkbox"
          className="size-5 accent-brand"
          checked={filters.isOff}
          onChange={(event) =>
            queryParamsSet({ off: event.target.checked ? "1" : null, page: null })
          }
        />
        {t("onlyOff")}
      </label>
    </Toolbar>
  );
}

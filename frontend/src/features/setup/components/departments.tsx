"use client";

import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus, RefreshCw } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Chip } from "@/components/ui/chip";
import { SkeletonList } from "@/components/ui/skeleton";
import { ErrorState, State } from "@/components/ui/states";
import { useToast } from "@/components/ui/toast";
import { useErrorText } from "@/lib/api/use-error-text";
import { textLanguage } from "@/lib/i18n/locales";
import { useDates } from "@/lib/i18n/use-dates";

import { districtDepartmentsQuery, useReindex } from "../api/places";
import type { Department, District } from "../rules";
import { DepartmentDialog } from "./department-dialog";

type DepartmentsProps = { district: District; canClose: boolean };
type Editing = { department: Department | null } | null;

/** The departments of a district: what the router compares with, and whether it knows it. */
export function Departments({ district, canClose }: DepartmentsProps) {
  const t = useTranslations("setup");
  const [editing, setEditing] = useState<Editing>(null);
  const { data, error, refetch } = useQuery(districtDepartmentsQuery(district.code));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <IndexBar district={district} />
      {canClose ? (
        <div>
          <Button size="sm" onClick={() => setEditing({ department: null })}>
            <Plus aria-hidden className="size-5" />
            {t("departmentNew")}
          </Button>
        </div>
      ) : null}
      {data === undefined ? <SkeletonList rows={5} /> : null}
      {data?.length === 0 ? <State title={t("noDepartments")} /> : null}
      <ul className="grid gap-3 lg:grid-cols-2">
        {data?.map((department) => (
          <li key={department.code}>
            <DepartmentCard department={department} onEdit={() => setEditing({ department })} />
          </li>
        ))}
      </ul>
      <DepartmentDialog
        district={district}
        editing={editing}
        canClose={canClose}
        onClose={() => setEditing(null)}
      />
    </>
  );
}

/** Whether the index holds the texts as they are now, and since when. */
function IndexBar({ district }: { district: District }) {
  const t = useTranslations("setup.index");
  const dates = useDates();
  const toast = useToast();
  const errorText = useErrorText();
  const { mutate, isPending } = useReindex(district.code);
  const { state, indexed_at } = district.index;
  const isBehind = state === "BEHIND";
  const again = () =>
    mutate(undefined, {
      onSuccess: () => toast({ text: t("asked") }),
      onError: (error) => toast({ tone: "bad", text: errorText(error) }),
    });
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-card bg-surface px-4 py-3 shadow-card">
      <p role="status" className="flex flex-wrap items-center gap-3">
        <Chip tone={isBehind ? "warn" : "ok"}>{t(state)}</Chip>
        <span className="text-[0.9375rem] text-ink-soft">
          {indexed_at ? t("since", { when: dates(indexed_at, "full") }) : t("never")}
        </span>
      </p>
      <Button look="secondary" size="sm" className="ml-auto" isBusy={isPending} onClick={again}>
        <RefreshCw aria-hidden className="size-5" />
        {t("again")}
      </Button>
    </div>
  );
}

function DepartmentCard({ department, onEdit }: { department: Department; onEdit: () => void }) {
  const t = useTranslations("setup");
  const language = textLanguage(useLocale());
  const text = department.texts.find((one) => one.language === language) ?? department.texts[0];
  const wordings = department.texts.reduce((sum, one) => sum + (one.wordings?.length ?? 0), 0);
  return (
    <article className="flex h-full flex-col gap-2 rounded-card bg-surface p-4 shadow-card">
      <header className="flex items-start justify-between gap-3">
        <h2 className="font-bold">{text?.name ?? department.code}</h2>
        {department.is_active ? null : <Chip tone="bad">{t("closed")}</Chip>}
      </header>
      <p className="line-clamp-3 text-[0.9375rem] text-ink-soft">{text?.description}</p>
      <footer className="mt-auto flex flex-wrap items-center gap-2 text-sm text-ink-soft">
        <code>{department.code}</code>
        <span>· {t("wordings", { count: wordings })}</span>
        <Button look="quiet" size="sm" className="ml-auto" onClick={onEdit}>
          <Pencil aria-hidden className="size-4" />
          <span>{t("edit")}</span>
          <span className="sr-only">{text?.name}</span>
        </Button>
      </footer>
    </article>
  );
}

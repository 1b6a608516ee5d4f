"use client";

import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";
import { queryParamsSet, useQueryParam } from "@/lib/use-query-param";

export const PAGE_SIZE = 25;

/** The page of a list that the address names, from 1. */
export function usePage(): number {
  const page = Number(useQueryParam("page") ?? 1);
  return Number.isInteger(page) && page > 0 ? page : 1;
}

type PagerProps = { page: number; count: number; pageSize?: number };

export function Pager({ page, count, pageSize = PAGE_SIZE }: PagerProps) {
  const t = useTranslations("office.pages");
  const last = Math.max(1, Math.ceil(count / pageSize));
  if (last === 1 && page === 1) return null;
  const go = (to: number) => queryParamsSet({ page: to === 1 ? null : String(to) });
  return (
    <nav aria-label={t("label")} className="flex items-center justify-between gap-2">
      {page > 1 ? (
        <Button look="secondary" size="sm" onClick={() => go(page - 1)}>
          {t("previous")}
        </Button>
      ) : (
        <span />
      )}
      <span className="tabular-nums">{t("place", { page, last })}</span>
      {page < last ? (
        <Button look="secondary" size="sm" onClick={() => go(page + 1)}>
          {t("next")}
        </Button>
      ) : (
        <span />
      )}
    </nav>
  );
}

"use client";

/** The departments that the viewer may choose from, by name. */

import { queryOptions, useQuery } from "@tanstack/react-query";
import { useLocale } from "next-intl";
import { useMemo } from "react";

import { api, type Schemas, take } from "@/lib/api/client";
import { apostrophesRight } from "@/lib/i18n/apostrophes";
import { textLanguage } from "@/lib/i18n/locales";

const KEPT_FOR_MS = 10 * 60_000;
export const DEPARTMENTS_KEY = ["departments"] as const;

type DepartmentRow = Schemas["DepartmentReply"];
export type DepartmentName = { code: string; district: string; name: string; description: string };

export const departmentsQuery = queryOptions({
  queryKey: DEPARTMENTS_KEY,
  queryFn: ({ signal }) => take(api.GET("/api/v1/departments", { signal })),
  staleTime: KEPT_FOR_MS,
});

function namedIn(language: "uz" | "ru", { code, district, texts }: DepartmentRow): DepartmentName {
  const text = texts.find((one) => one.language === language) ?? texts[0];
  return {
    code,
    district,
    name: apostrophesRight(text?.name ?? code),
    description: apostrophesRight(text?.description ?? ""),
  };
}

/** The departments in the language of the page, and a function that names one by its code. */
export function useDepartments() {
  const language = textLanguage(useLocale());
  const { data } = useQuery(departmentsQuery);
  return useMemo(() => {
    const departments = (data ?? []).map((row) => namedIn(language, row));
    const names = new Map(departments.map(({ code, name }) => [code, name]));
    return { departments, nameOf: (code: string) => names.get(code) ?? code };
  }, [data, language]);
}

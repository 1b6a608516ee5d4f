"use client";

/** Departments by the name that the page's language has for them. */

import { useLocale } from "next-intl";

import { useDepartments } from "@/lib/departments";
import { apostrophesRight } from "@/lib/i18n/apostrophes";
import { textLanguage } from "@/lib/i18n/locales";

import type { Department } from "./rules";

/** Returns what names a department that came with a session; empty where there is none. */
export function useDepartmentName(): (department: Department | null) => string {
  const language = textLanguage(useLocale());
  return (department) => apostrophesRight(department?.names[language] ?? department?.name ?? "");
}

/** Returns what names a department of which only the code is known. */
export function useDepartmentNameOf(): (code: string | null) => string {
  const { nameOf } = useDepartments();
  return (code) => (code === null ? "–" : nameOf(code));
}

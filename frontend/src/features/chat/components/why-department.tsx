"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { textLanguage } from "@/lib/i18n/locales";
import type { Department } from "@/lib/session/rules";

import { departmentsQuery } from "../api/departments";

/** Why this department: what it answers for, in its own words, and what happens if that is wrong. */
export function WhyDepartment({ department }: { department: Department }) {
  const t = useTranslations("chat.why");
  const [isAsked, setIsAsked] = useState(false);
  const description = useDescription(department.code);
  return (
    <div className="rounded-xl bg-brand-soft p-4">
      <h3 className="font-semibold">{t("title", { department: department.name })}</h3>
      <p className="mt-1 text-[0.9375rem]">{t("how")}</p>
      {description ? (
        <details className="mt-1 text-[0.9375rem]">
          <summary className="inline-flex min-h-11 items-center font-semibold text-brand underline">
            {t("doesShow")}
          </summary>
          <p>{description}</p>
        </details>
      ) : null}
      <Button
        look="quiet"
        size="sm"
        className="no-print -ml-3.5 text-left underline"
        onClick={() => setIsAsked(true)}
      >
        {t("wrong")}
      </Button>
      <Dialog isOpen={isAsked} onClose={() => setIsAsked(false)} title={t("wrongTitle")}>
        <div className="flex flex-col gap-3">
          <p>{t("wrongFirst")}</p>
          <p>{t("wrongThen")}</p>
          <Button className="self-start" onClick={() => setIsAsked(false)}>
            {t("understood")}
          </Button>
        </div>
      </Dialog>
    </div>
  );
}

function useDescription(code: string): string | null {
  const locale = useLocale();
  const { data = [] } = useQuery(departmentsQuery);
  const texts = data.find((department) => department.code === code)?.texts ?? [];
  return texts.find(({ language }) => language === textLanguage(locale))?.description ?? null;
}

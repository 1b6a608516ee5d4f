"use client";

import { useTranslations } from "next-intl";

import { useDepartments } from "@/lib/departments";
import { useDepartmentName } from "@/lib/session/departments";
import type { Department, SessionDetail } from "@/lib/session/rules";

import { waitingOf } from "../rules";
import { WrongDepartment } from "./wrong-department";

type WhyDepartmentProps = { session: SessionDetail; department: Department };

/** Why this department: what it answers for, in its own words, and what happens if that is wrong. */
export function WhyDepartment({ session, department }: WhyDepartmentProps) {
  const t = useTranslations("chat.why");
  const nameOf = useDepartmentName();
  const wasMoved = waitingOf(session) === "moved";
  const { departments } = useDepartments();
  const description = departments.find(({ code }) => code === department.code)?.description;
  return (
    <div className="rounded-xl bg-brand-soft p-4">
      <h3 className="font-semibold">{t("title", { department: nameOf(department) })}</h3>
      <p className="mt-1 text-[0.9375rem]">{t(wasMoved ? "howMoved" : "how")}</p>
      {description ? (
        <details className="mt-1 text-[0.9375rem]">
          <summary className="inline-flex min-h-11 items-center font-semibold text-brand underline">
            {t("doesShow")}
          </summary>
          <p>{description}</p>
        </details>
      ) : null}
      <WrongDepartment session={session} />
    </div>
  );
}

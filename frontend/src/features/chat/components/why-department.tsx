"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";

import { Skeleton } from "@/components/ui/skeleton";
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
  return (
    <div className="rounded-xl bg-brand-soft p-4">
      <h3 className="font-semibold">{t("title", { department: nameOf(department) })}</h3>
      <p className="mt-1 text-[0.9375rem]">{t(wasMoved ? "howMoved" : "how")}</p>
      <WhatItDoes code={department.code} />
      <WrongDepartment session={session} />
    </div>
  );
}

/** In the department's own words, which are fetched for those who ask. */
function WhatItDoes({ code }: { code: string }) {
  const t = useTranslations("chat.why");
  const [wasOpened, setWasOpened] = useState(false);
  return (
    <details className="mt-1 text-[0.9375rem]" onToggle={() => setWasOpened(true)}>
      <summary className="inline-flex min-h-11 items-center font-semibold text-brand underline">
        {t("doesShow")}
      </summary>
      {wasOpened ? <Description code={code} /> : null}
    </details>
  );
}

function Description({ code }: { code: string }) {
  const { departments } = useDepartments();
  const found = departments.find((department) => department.code === code);
  return departments.length > 0 ? <p>{found?.description}</p> : <Skeleton className="h-6" />;
}

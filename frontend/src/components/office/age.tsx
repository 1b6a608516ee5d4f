"use client";

import { useTranslations } from "next-intl";

import { ageOf } from "@/lib/ages";
import { useDates } from "@/lib/i18n/use-dates";

/** How long something has waited; the moment itself is in the title. */
export function Age({ at, now }: { at: string; now: number | null }) {
  const t = useTranslations("office.age");
  const dates = useDates();
  const age = now === null ? null : ageOf(at, now);
  return (
    <time dateTime={at} title={dates(at, "full")} className="whitespace-nowrap tabular-nums">
      {age ? t(age.unit, { count: age.count }) : null}
    </time>
  );
}

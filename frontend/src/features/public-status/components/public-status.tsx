"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";

import { StatusChip } from "@/components/chat/status-chip";
import { Button } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState, State } from "@/components/ui/states";
import type { Schemas } from "@/lib/api/client";
import { isApiError } from "@/lib/api/errors";
import { formWord } from "@/lib/form-words";
import { queryParamsSet, useQueryParam } from "@/lib/use-query-param";

import { statusQuery } from "../api/status";
import { isNumber, numberTidy } from "../rules";
import { useDates } from "@/lib/i18n/use-dates";

/** Where a matter stands, for who has its number: no sign-in, no word of it, no person. */
export function PublicStatus() {
  const t = useTranslations("status");
  const asked = useQueryParam("n");
  return (
    <div className="shell-width flex flex-col gap-6 py-8">
      <div>
        <h1 className="text-3xl font-bold">{t("title")}</h1>
        <p className="mt-2 text-ink-soft">{t("intro")}</p>
      </div>
      <NumberForm key={asked} start={asked ?? ""} />
      {asked && isNumber(asked) ? <Found number={asked} /> : null}
    </div>
  );
}

function NumberForm({ start }: { start: string }) {
  const t = useTranslations("status");
  const [attempt, setAttempt] = useState(0);
  const [isWrong, setIsWrong] = useState(false);
  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const number = numberTidy(formWord(event.currentTarget, "number"));
    setAttempt((before) => before + 1);
    setIsWrong(!isNumber(number));
    if (isNumber(number)) queryParamsSet({ n: number });
  }
  const errors: Record<string, string> = isWrong ? { number: t("wrong") } : {};
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <ErrorSummary errors={errors} attempt={attempt} />
      <Field name="number" label={t("label")} hint={t("hint")} error={errors.number}>
        {(control) => (
          <Input
            {...control}
            defaultValue={start}
            required
            maxLength={20}
            autoCapitalize="characters"
            autoComplete="off"
            className="max-w-72 text-lg tabular-nums"
          />
        )}
      </Field>
      <Button type="submit" className="self-start">
        {t("submit")}
      </Button>
    </form>
  );
}

function Found({ number }: { number: string }) {
  const t = useTranslations("status");
  const locale = useLocale();
  const { data, error, refetch } = useQuery(statusQuery(number, locale));
  if (isApiError(error) && error.status === 404)
    return <State title={t("unknown", { number })}>{t("unknownText")}</State>;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return data ? <Result found={data} /> : <Skeleton className="h-40 w-full" />;
}

function Result({ found }: { found: Schemas["StatusReply"] }) {
  const t = useTranslations("status");
  const dates = useDates();
  const day = (date: string) => dates(date, "dayYear");
  const rows = [
    [t("department"), found.department ?? t("noDepartment")],
    [t("opened"), day(found.opened_date)],
    ...(found.closed_date ? [[t("closed"), day(found.closed_date)]] : []),
  ];
  return (
    <section role="status" className="rise rounded-card bg-surface p-5 shadow-card">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="text-xl font-bold tabular-nums">{found.number}</h2>
        <StatusChip status={found.status} />
      </div>
      <p className="mt-2">{t(`means.${found.status}`)}</p>
      <dl className="mt-4 grid gap-x-6 gap-y-2 sm:grid-cols-[auto_1fr]">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-soft">{name}</dt>
            <dd className="font-semibold">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

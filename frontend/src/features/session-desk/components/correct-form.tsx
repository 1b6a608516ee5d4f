"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Combobox, type Option } from "@/components/ui/combobox";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { useErrorText, useFieldTexts } from "@/lib/api/use-error-text";
import { textLanguage } from "@/lib/i18n/locales";
import { analysisQuery } from "@/lib/session/analysis";
import { departmentsQuery } from "@/lib/departments";
import { useDepartmentNameOf } from "@/lib/session/departments";
import type { SessionDetail } from "@/lib/session/rules";

import { useCorrect, useUnteach } from "../api/verify";
import { correctionErrors, REASON_CHARS_MIN } from "../rules";

const REASON_CHARS_MAX = 1_000;

type CorrectFormProps = { session: SessionDetail; onDone: () => void };

/** The right department and why; both are what the router learns from (P25, P30). */
export function CorrectForm({ session, onDone }: CorrectFormProps) {
  const t = useTranslations("session-desk.verify");
  const options = useOptions(session);
  const tell = useMovedToast(session.session_uuid);
  const { mutate, isPending, error } = useCorrect(session.session_uuid, (correction) => {
    tell(correction);
    onDone();
  });
  const [department, setDepartment] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [attempt, setAttempt] = useState(0);
  const { errors, general } = useProblems(department, reason, attempt, error);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setAttempt((before) => before + 1);
    if (department === null || Object.keys(correctionErrors(department, reason)).length > 0) return;
    mutate({ department, reason: reason.trim(), session_version: session.version });
  }

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <ErrorSummary errors={errors} general={general} attempt={attempt} />
      <Field name="department" label={t("department")} error={errors.department}>
        {(control) => (
          <Combobox
            control={control}
            options={options}
            value={department}
            onChange={setDepartment}
            placeholder={t("departmentHint")}
          />
        )}
      </Field>
      <Field name="reason" label={t("reason")} hint={t("reasonHint")} error={errors.reason}>
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            maxLength={REASON_CHARS_MAX}
            className="max-h-40"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <p className="text-ink-soft">{t("trainsCorrect")}</p>
      <Button type="submit" isBusy={isPending}>
        {t("move")}
      </Button>
    </form>
  );
}

/**
 * Says where the session went; while it is read the lesson can be taken back (S3). The form is gone
 * by then, so that nothing here may hang on it.
 */
function useMovedToast(sessionUuid: string) {
  const t = useTranslations("session-desk.verify");
  const toast = useToast();
  const errorText = useErrorText();
  const nameOf = useDepartmentNameOf();
  const { mutate } = useUnteach(sessionUuid, {
    onSuccess: () => toast({ text: t("untaught") }),
    onError: (error) => toast({ text: errorText(error), tone: "bad" }),
  });
  return ({ correction_uuid, department }: { correction_uuid: string; department: string }) =>
    toast({
      text: t("moved", { department: nameOf(department) }),
      action: { label: t("unteach"), onSelect: () => mutate(correction_uuid) },
    });
}

/** Other departments; what the pipeline thought of comes first. */
function useOptions(session: SessionDetail): Option[] {
  const language = textLanguage(useLocale());
  const { data: departments = [] } = useQuery(departmentsQuery);
  const { data: analysis } = useQuery(analysisQuery(session.session_uuid));
  const candidates = analysis?.candidates.map(({ code }) => code) ?? [];
  const rank = (code: string) => (candidates.includes(code) ? candidates.indexOf(code) : 99);
  return departments
    .filter(
      ({ code, district }) => district === session.district && code !== session.department?.code,
    )
    .map(({ code, texts }) => {
      const text = texts.find((one) => one.language === language) ?? texts[0];
      return { value: code, label: text?.name ?? code };
    })
    .sort((one, other) => rank(one.value) - rank(other.value));
}

/** What is wrong: our own rules once it was tried, and what the server refused. */
function useProblems(department: string | null, reason: string, attempt: number, error: unknown) {
  const t = useTranslations("session-desk.verify");
  const errorText = useErrorText();
  const fieldTexts = useFieldTexts();
  const own = attempt > 0 ? correctionErrors(department, reason) : {};
  const refused = error ? fieldTexts(error) : {};
  const errors: Record<string, string> = { ...refused };
  if (own.department) errors.department = t("departmentMissing");
  if (own.reason) errors.reason = t("reasonShort", { min: REASON_CHARS_MIN });
  const isGeneral = Boolean(error) && Object.keys(errors).length === 0;
  return { errors, general: isGeneral ? errorText(error) : undefined };
}

"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Combobox, type Option } from "@/components/ui/combobox";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { TextareaField } from "@/components/ui/textarea-field";
import { useErrorText, useFieldTexts } from "@/lib/api/use-error-text";
import { useDepartments } from "@/lib/departments";
import { choiceErrors, REASON_CHARS_MAX, REASON_CHARS_MIN } from "@/lib/session/choice";

/** Whose department is chosen: it may be any other one of the district. */
type Chosen = { district: string; department: { code: string } | null };

type DepartmentFormProps = {
  session: Chosen;
  /** Departments that stand first in the list, the likeliest first. */
  likely: readonly string[];
  isReasonNeeded: boolean;
  trains: string;
  submit: string;
  isBusy?: boolean;
  /** What the server refused. */
  error?: unknown;
  onChoose: (department: string, reason: string) => void;
};

/** A department and why; both are what the router learns from (P25, P30). */
export function DepartmentForm(props: DepartmentFormProps) {
  const { session, likely, isReasonNeeded, trains, submit, isBusy, error, onChoose } = props;
  const t = useTranslations("office.departmentForm");
  const options = useOptions(session, likely);
  const [department, setDepartment] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [attempt, setAttempt] = useState(0);
  const wrong = choiceErrors(department, reason, isReasonNeeded);
  const { errors, general } = useProblems(attempt > 0 ? wrong : {}, error);

  function choose(event: SubmitEvent): void {
    event.preventDefault();
    setAttempt((before) => before + 1);
    if (department === null || Object.keys(wrong).length > 0) return;
    onChoose(department, reason.trim());
  }

  return (
    <form noValidate onSubmit={choose} className="flex flex-col gap-4">
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
      <TextareaField
        name="reason"
        label={t(isReasonNeeded ? "reason" : "reasonOptional")}
        hint={t(isReasonNeeded ? "reasonHint" : "reasonHintOptional")}
        error={errors.reason}
        rows={2}
        maxLength={REASON_CHARS_MAX}
        className="max-h-40"
        value={reason}
        onText={setReason}
      />
      <p className="text-ink-soft">{trains}</p>
      <Button type="submit" isBusy={isBusy ?? false}>
        {submit}
      </Button>
    </form>
  );
}

function useOptions(session: Chosen, likely: readonly string[]): Option[] {
  const { departments } = useDepartments();
  const rank = (code: string) => (likely.includes(code) ? likely.indexOf(code) : likely.length);
  return departments
    .filter(
      ({ code, district }) => district === session.district && code !== session.department?.code,
    )
    .map(({ code, name }) => ({ value: code, label: name }))
    .sort((one, other) => rank(one.value) - rank(other.value));
}

/** What is wrong: our own rules once it was tried, and what the server refused. */
function useProblems(own: ReturnType<typeof choiceErrors>, error: unknown) {
  const t = useTranslations("office.departmentForm");
  const errorText = useErrorText();
  const fieldTexts = useFieldTexts();
  const errors: Record<string, string> = error ? { ...fieldTexts(error) } : {};
  if (own.department) errors.department = t(own.department);
  if (own.reason) errors.reason = t(own.reason, { min: REASON_CHARS_MIN });
  const isGeneral = Boolean(error) && Object.keys(errors).length === 0;
  return { errors, general: isGeneral ? errorText(error) : undefined };
}

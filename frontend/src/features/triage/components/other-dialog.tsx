"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Combobox } from "@/components/ui/combobox";
import { Dialog } from "@/components/ui/dialog";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { useDepartments } from "@/lib/departments";

import {
  CORRECTION_REASON_CHARS_MIN,
  type Decision,
  decisionErrors,
  type TriageRow,
} from "../rules";

const REASON_CHARS_MAX = 1_000;

type OtherDialogProps = {
  row: TriageRow;
  isOpen: boolean;
  onClose: () => void;
  onDecide: (decision: Decision) => void;
};

/** Any department of the district, and why; the router learns from it (P25). */
export function OtherDialog({ row, isOpen, onClose, onDecide }: OtherDialogProps) {
  const t = useTranslations("triage.otherDialog");
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("title", { number: row.number })}>
      <OtherForm
        row={row}
        onDecide={(decision) => {
          onClose();
          onDecide(decision);
        }}
      />
    </Dialog>
  );
}

function OtherForm({ row, onDecide }: Pick<OtherDialogProps, "row" | "onDecide">) {
  const t = useTranslations("triage.otherDialog");
  const { departments, nameOf } = useDepartments();
  const [department, setDepartment] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [attempt, setAttempt] = useState(0);
  const wrong = decisionErrors(row, department, reason);
  const errors: Record<string, string> = {};
  if (attempt > 0 && wrong.department) errors.department = t("departmentMissing");
  if (attempt > 0 && wrong.reason) {
    errors.reason = t("reasonShort", { min: CORRECTION_REASON_CHARS_MIN });
  }
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setAttempt((before) => before + 1);
    if (department === null || wrong.department || wrong.reason) return;
    onDecide({ row, department, name: nameOf(department), reason: reason.trim() });
  }
  const isFirst = row.status === "NEEDS_OPERATOR";
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <ErrorSummary errors={errors} attempt={attempt} />
      <Field name="department" label={t("department")} error={errors.department}>
        {(control) => (
          <Combobox
            control={control}
            options={departments
              .filter(
                ({ district, code }) => district === row.district && code !== row.department?.code,
              )
              .map(({ code, name }) => ({ value: code, label: name }))}
            value={department}
            onChange={setDepartment}
            placeholder={t("departmentHint")}
          />
        )}
      </Field>
      <Field
        name="reason"
        label={t(isFirst ? "reasonOptional" : "reason")}
        hint={t("reasonHint")}
        error={errors.reason}
      >
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
      <p className="text-ink-soft">{t("trains")}</p>
      <Button type="submit">{t("send")}</Button>
    </form>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { useErrorText } from "@/lib/api/use-error-text";

import { useDepartmentChange, useDepartmentMake } from "../api/places";
import {
  CODE,
  type Department,
  type District,
  type Draft,
  draftGaps,
  draftOf,
  LANGUAGES,
  textsOf,
} from "../rules";
import { PreviewPart } from "./preview";
import { TextFields } from "./text-fields";

type DepartmentDialogProps = {
  district: District;
  /** A department to change; null in it makes a new one. */
  editing: { department: Department | null } | null;
  canClose: boolean;
  onClose: () => void;
};

/** The texts of a department in both languages: they are what the router compares with. */
export function DepartmentDialog({ district, editing, canClose, onClose }: DepartmentDialogProps) {
  const t = useTranslations("setup.departmentDialog");
  const department = editing?.department ?? null;
  return (
    <Dialog
      shape="sheet"
      isOpen={editing !== null}
      onClose={onClose}
      title={t(department ? "title" : "titleNew")}
    >
      {editing ? (
        <div className="flex flex-col gap-6">
          <DepartmentForm
            key={department?.code ?? ""}
            district={district}
            department={department}
            onDone={onClose}
          />
          {department && canClose ? (
            <OpenOrClose district={district} department={department} onDone={onClose} />
          ) : null}
        </div>
      ) : null}
    </Dialog>
  );
}

type DepartmentFormProps = {
  district: District;
  department: Department | null;
  onDone: () => void;
};

function DepartmentForm({ district, department, onDone }: DepartmentFormProps) {
  const t = useTranslations("setup.departmentDialog");
  const toast = useToast();
  const errorText = useErrorText();
  const change = useDepartmentChange(district.code);
  const make = useDepartmentMake(district.code);
  const [code, setCode] = useState(department?.code ?? "");
  const [draft, setDraft] = useState<Draft>(() => draftOf(department?.texts ?? []));
  const [attempt, setAttempt] = useState(0);
  const isCodeBad = !CODE.test(code);
  const gaps = draftGaps(draft);
  const errors = useProblems(attempt > 0, isCodeBad, gaps);
  const error = change.error ?? make.error;
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setAttempt((before) => before + 1);
    if (isCodeBad || gaps.length > 0) return;
    const onSuccess = () => {
      toast({ text: t("saved") });
      onDone();
    };
    const asked = { code, texts: textsOf(draft) };
    if (department) change.mutate(asked, { onSuccess });
    else make.mutate(asked, { onSuccess });
  }
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <ErrorSummary
        errors={errors}
        general={error ? errorText(error) : undefined}
        attempt={attempt}
      />
      {department ? null : (
        <Field name="code" label={t("code")} hint={t("codeHint")} error={errors.code}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          )}
        </Field>
      )}
      {LANGUAGES.map((language) => (
        <TextFields
          key={language}
          language={language}
          text={draft[language]}
          errors={errors}
          onChange={(text) => setDraft((before) => ({ ...before, [language]: text }))}
        />
      ))}
      {department ? (
        <PreviewPart district={district.code} code={department.code} texts={textsOf(draft)} />
      ) : null}
      <div className="sticky bottom-0 flex flex-wrap items-center justify-between gap-3 border-t border-line bg-surface py-4">
        <p className="text-[0.9375rem] text-ink-soft">{t("indexed")}</p>
        <Button type="submit" isBusy={change.isPending || make.isPending}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

/** What is missing, once it was tried. */
function useProblems(isTried: boolean, isCodeBad: boolean, gaps: readonly string[]) {
  const t = useTranslations("setup.departmentDialog");
  const errors: Record<string, string> = {};
  if (!isTried) return errors;
  if (isCodeBad) errors.code = t("codeBad");
  for (const gap of gaps) errors[gap] = t("empty");
  return errors;
}

type OpenOrCloseProps = { district: District; department: Department; onDone: () => void };

function OpenOrClose({ district, department, onDone }: OpenOrCloseProps) {
  const t = useTranslations("setup.departmentDialog");
  const toast = useToast();
  const errorText = useErrorText();
  const { mutate, isPending } = useDepartmentChange(district.code);
  const next = !department.is_active;
  const turn = () =>
    mutate(
      { code: department.code, is_active: next },
      { onSuccess: onDone, onError: (error) => toast({ tone: "bad", text: errorText(error) }) },
    );
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4">
      <p className="max-w-sm text-[0.9375rem] text-ink-soft">
        {t(next ? "openText" : "closeText")}
      </p>
      <Button look={next ? "secondary" : "danger"} size="sm" isBusy={isPending} onClick={turn}>
        {t(next ? "open" : "close")}
      </Button>
    </div>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { useErrorText } from "@/lib/api/use-error-text";

import { useRulesChange } from "../api/places";
import { type District, numberOf, RULE_FIELDS, type RuleField } from "../rules";

const DAYS = ["1", "2", "3", "4", "5", "6", "7"] as const;

/** How sure the router must be, how long the law gives, which model decides. */
export function RulesForm({ district }: { district: District }) {
  const t = useTranslations("setup.rules");
  const toast = useToast();
  const errorText = useErrorText();
  const { mutate, isPending, error } = useRulesChange(district.code);
  const [name, setName] = useState(district.name);
  const [model, setModel] = useState(district.model);
  const [days, setDays] = useState(district.working_days);
  const [written, setWritten] = useState<Record<RuleField, string>>(() => writtenOf(district));
  const [attempt, setAttempt] = useState(0);
  const numbers = RULE_FIELDS.map((field) => [field.name, numberOf(written[field.name], field)]);
  const errors: Record<string, string> = {};
  if (attempt > 0) {
    if (name.trim() === "") errors.name = t("bad.name");
    if (model.trim() === "") errors.model = t("bad.model");
    if (days === "") errors.days = t("bad.days");
    for (const { name: field, min, max } of RULE_FIELDS) {
      if (numberOf(written[field], { min, max }) === null) {
        errors[field] = t("bad.number", { min, max });
      }
    }
  }
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setAttempt((before) => before + 1);
    const isBad = numbers.some(([, value]) => value === null) || days === "";
    if (isBad || name.trim() === "" || model.trim() === "") return;
    const rules = Object.fromEntries(numbers) as Record<RuleField, number>;
    mutate(
      { name: name.trim(), model: model.trim(), working_days: days, ...rules },
      { onSuccess: () => toast({ text: t("saved") }) },
    );
  }
  return (
    <form
      noValidate
      onSubmit={submit}
      className="flex max-w-3xl flex-col gap-5 rounded-card bg-surface p-5 shadow-card"
    >
      <ErrorSummary
        errors={errors}
        general={error ? errorText(error) : undefined}
        attempt={attempt}
      />
      <Field name="name" label={t("name")} error={errors.name}>
        {(control) => (
          <Input {...control} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <div className="grid gap-5 sm:grid-cols-2">
        {RULE_FIELDS.map((field) => (
          <Field
            key={field.name}
            name={field.name}
            label={t(field.name)}
            hint={t(`hints.${field.name}`)}
            error={errors[field.name]}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                value={written[field.name]}
                onChange={(event) =>
                  setWritten((before) => ({ ...before, [field.name]: event.target.value }))
                }
              />
            )}
          </Field>
        ))}
      </div>
      <Field name="model" label={t("model")} hint={t("hints.model")} error={errors.model}>
        {(control) => (
          <Input {...control} value={model} onChange={(event) => setModel(event.target.value)} />
        )}
      </Field>
      <WorkingDays days={days} error={errors.days} onChange={setDays} />
      <div>
        <Button type="submit" isBusy={isPending}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

function writtenOf(district: District): Record<RuleField, string> {
  const entries = RULE_FIELDS.map(({ name }) => [name, String(district[name]).replace(".", ",")]);
  return Object.fromEntries(entries) as Record<RuleField, string>;
}

type WorkingDaysProps = {
  days: string;
  error: string | undefined;
  onChange: (days: string) => void;
};

function WorkingDays({ days, error, onChange }: WorkingDaysProps) {
  const t = useTranslations("setup.rules");
  const turn = (day: string, isOn: boolean) =>
    onChange(DAYS.filter((one) => (one === day ? isOn : days.includes(one))).join(""));
  return (
    <fieldset id="field-days" tabIndex={-1} className="flex flex-col gap-2">
      <legend className="font-semibold">{t("working_days")}</legend>
      {error ? <p className="font-semibold text-bad">{error}</p> : null}
      <div className="flex flex-wrap gap-x-4">
        {DAYS.map((day) => (
          <label key={day} className="flex min-h-11 items-center gap-2">
            <input
              type="checkbox"
              className="size-5 accent-brand"
              checked={days.includes(day)}
              onChange={(event) => turn(day, event.target.checked)}
            />
            {t(`days.${day}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

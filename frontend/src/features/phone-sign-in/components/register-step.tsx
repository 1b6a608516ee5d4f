"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field, type FieldControl } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { isApiError } from "@/lib/api/errors";
import { useErrorText, useFieldTexts } from "@/lib/api/use-error-text";
import type { Me } from "@/lib/auth/me";
import { placesQuery } from "@/lib/districts";
import { formWord } from "@/lib/form-words";
import { API_LANGUAGES } from "@/lib/i18n/locales";

import { useRegister } from "../api/code";
import { StepTitle } from "./step-title";

type RegisterStepProps = { token: string; onDone: (me: Me) => void; onExpired: () => void };

/** The phone is proved and new here: a name, and where the person lives. */
export function RegisterStep(props: RegisterStepProps) {
  const t = useTranslations("sign-in.register");
  const form = useRegisterForm(props);
  return (
    <form noValidate onSubmit={form.submit} className="flex flex-col gap-5">
      <StepTitle>{t("title")}</StepTitle>
      <p className="text-ink-soft">{t("intro")}</p>
      <ErrorSummary errors={form.errors} general={form.general} attempt={form.attempt} />
      {form.isExpired ? (
        <Button look="secondary" onClick={props.onExpired}>
          {t("again")}
        </Button>
      ) : null}
      <Field name="name" label={t("name")} hint={t("nameHint")} error={form.errors.name}>
        {(control) => <Input {...control} autoComplete="name" maxLength={200} required />}
      </Field>
      <Field name="district" label={t("district")} error={form.errors.district}>
        {(control) => <DistrictChoice control={control} />}
      </Field>
      <Button type="submit" isBusy={form.isBusy}>
        {t("submit")}
      </Button>
    </form>
  );
}

function DistrictChoice({ control }: { control: FieldControl }) {
  const t = useTranslations("sign-in.register");
  const { data = [] } = useQuery(placesQuery);
  return (
    <Select
      {...control}
      key={data.length}
      defaultValue={data.length === 1 ? data[0]?.code : ""}
      required
    >
      <option value="">{t("districtChoose")}</option>
      {data.map(({ code, name }) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </Select>
  );
}

function useRegisterForm({ token, onDone }: RegisterStepProps) {
  const t = useTranslations("sign-in.register");
  const locale = useLocale();
  const errorText = useErrorText();
  const fieldTexts = useFieldTexts();
  const register = useRegister();
  const [attempt, setAttempt] = useState(0);
  const [missing, setMissing] = useState<Record<string, string>>({});

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const name = formWord(event.currentTarget, "name");
    const district = formWord(event.currentTarget, "district");
    const absent = {
      ...(name.length < 2 ? { name: t("nameMissing") } : {}),
      ...(district === "" ? { district: t("districtMissing") } : {}),
    };
    setAttempt((before) => before + 1);
    setMissing(absent);
    if (Object.keys(absent).length > 0) return;
    const body = { registration_token: token, name, district, language: API_LANGUAGES[locale] };
    register.mutate(body, { onSuccess: onDone });
  }

  const errors = Object.keys(missing).length > 0 ? missing : fieldTexts(register.error);
  const isGeneral = register.error !== null && Object.keys(errors).length === 0;
  const general = isGeneral ? errorText(register.error) : undefined;
  const isExpired = isApiError(register.error, "REGISTRATION_REFUSED");
  return { submit, errors, general, attempt, isBusy: register.isPending, isExpired };
}

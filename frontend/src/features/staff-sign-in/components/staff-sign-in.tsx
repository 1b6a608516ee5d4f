"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { isApiError } from "@/lib/api/errors";
import { useErrorText, useFieldTexts } from "@/lib/api/use-error-text";
import { meSet } from "@/lib/auth/me";
import { nextPage } from "@/lib/auth/pages";
import { formWord } from "@/lib/form-words";
import { useRouter } from "@/lib/i18n/navigation";
import { useQueryParam } from "@/lib/use-query-param";

import { type Credentials, useSignIn } from "../api/sign-in";
import { fieldsMissing, isFactorAsked } from "../rules";

/** Name and password, then the code of the authenticator once the server asks for it (P35). */
export function StaffSignIn() {
  const t = useTranslations("staff-sign-in");
  const form = useStaffSignIn();
  return (
    <div className="shell-width max-w-md py-10">
      <h1 className="mb-2 text-3xl font-bold">{t("title")}</h1>
      <p className="mb-6 text-ink-soft">{t("intro")}</p>
      <form noValidate onSubmit={form.submit} className="flex flex-col gap-5">
        <ErrorSummary errors={form.errors} general={form.general} attempt={form.attempt} />
        <Field name="username" label={t("username")} error={form.errors.username}>
          {(control) => (
            <Input
              {...control}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              required
            />
          )}
        </Field>
        <Field name="password" label={t("password")} error={form.errors.password}>
          {(control) => (
            <Input {...control} type="password" autoComplete="current-password" required />
          )}
        </Field>
        {form.isCodeShown ? (
          <Field name="code" label={t("code")} hint={t("codeHint")} error={form.errors.code}>
            {(control) => (
              <Input
                {...control}
                autoComplete="one-time-code"
                autoCapitalize="none"
                maxLength={20}
              />
            )}
          </Field>
        ) : null}
        <Button type="submit" isBusy={form.isBusy}>
          {t("submit")}
        </Button>
      </form>
    </div>
  );
}

function useStaffSignIn() {
  const t = useTranslations("staff-sign-in");
  const errorText = useErrorText();
  const fieldTexts = useFieldTexts();
  const queries = useQueryClient();
  const router = useRouter();
  const next = useQueryParam("next");
  const signIn = useSignIn();
  const [attempt, setAttempt] = useState(0);
  const [missing, setMissing] = useState<readonly (keyof Credentials)[]>([]);
  const [isCodeShown, setIsCodeShown] = useState(false);

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const password = (form.elements.namedItem("password") as HTMLInputElement).value;
    const body = { username: formWord(form, "username"), password, code: formWord(form, "code") };
    const absent = fieldsMissing(body, isCodeShown);
    setAttempt((before) => before + 1);
    setMissing(absent);
    if (absent.length > 0) return;
    signIn.mutate(body, {
      onSuccess: (me) => {
        meSet(queries, me);
        router.replace(nextPage(next ?? null, me.kind));
      },
      onError: (error) => isFactorAsked(error) && setIsCodeShown(true),
    });
  }

  const told = missing.length > 0 ? {} : fieldTexts(signIn.error);
  // The first time the code is only asked for; it is wrong when one was given.
  const isFirstAsk = isApiError(signIn.error, "SECOND_FACTOR_NEEDED") && !signIn.variables?.code;
  const errors = isFirstAsk
    ? {}
    : { ...told, ...Object.fromEntries(missing.map((name) => [name, t(`missing.${name}`)])) };
  const isGeneral =
    missing.length === 0 && signIn.error !== null && !isFirstAsk && Object.keys(told).length === 0;
  const general = isGeneral ? errorText(signIn.error) : undefined;
  return {
    submit,
    errors: errors as Record<string, string>,
    general,
    attempt,
    isCodeShown,
    isBusy: signIn.isPending,
  };
}

"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useErrorText, useFieldTexts } from "@/lib/api/use-error-text";

import { type Challenge, useCodeAsk } from "../api/code";
import { isWholePhone, localDigits, localShown, phoneWire } from "../rules";
import { StepTitle } from "./step-title";

type PhoneStepProps = {
  digits: string;
  onDigits: (digits: string) => void;
  onAsked: (challenge: Challenge) => void;
};

export function PhoneStep({ digits, onDigits, onAsked }: PhoneStepProps) {
  const t = useTranslations("sign-in.phone");
  const errorText = useErrorText();
  const fieldTexts = useFieldTexts();
  const ask = useCodeAsk();
  const [attempt, setAttempt] = useState(0);
  const [isIncomplete, setIsIncomplete] = useState(false);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const isWhole = isWholePhone(digits);
    setAttempt((before) => before + 1);
    setIsIncomplete(!isWhole);
    if (isWhole) ask.mutate(phoneWire(digits), { onSuccess: onAsked });
  }

  const refused = isIncomplete ? {} : fieldTexts(ask.error);
  const errors: Record<string, string> = isIncomplete ? { phone: t("incomplete") } : refused;
  const isGeneral = ask.error !== null && Object.keys(errors).length === 0;
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-5">
      <StepTitle>{t("title")}</StepTitle>
      <p className="text-ink-soft">{t("intro")}</p>
      <ErrorSummary
        errors={errors}
        general={isGeneral ? errorText(ask.error) : undefined}
        attempt={attempt}
      />
      <Field name="phone" label={t("label")} hint={t("hint")} error={errors.phone}>
        {(control) => (
          <div className="flex items-stretch">
            <span
              aria-hidden
              className="grid place-items-center rounded-l-xl border-2 border-r-0 border-line-strong bg-sunk px-3.5 font-semibold tabular-nums"
            >
              +998
            </span>
            <Input
              {...control}
              type="tel"
              inputMode="numeric"
              autoComplete="tel-national"
              required
              className="rounded-l-none text-lg tabular-nums"
              placeholder="90 123 45 67"
              value={localShown(digits)}
              onChange={(event) => onDigits(localDigits(event.target.value))}
            />
          </div>
        )}
      </Field>
      <Button type="submit" isBusy={ask.isPending}>
        {t("submit")}
      </Button>
      <p className="text-sm text-ink-soft">{t("privacy")}</p>
    </form>
  );
}

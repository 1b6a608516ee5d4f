"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { isApiError } from "@/lib/api/errors";
import { useErrorText } from "@/lib/api/use-error-text";
import type { Me } from "@/lib/auth/me";
import { useNow } from "@/lib/use-now";

import { type Challenge, useCodeAsk, useCodeVerify } from "../api/code";
import { CODE_DIGITS, codeDigits, phoneMasked, phoneWire, secondsUntil, TRIES_MAX } from "../rules";
import { StepTitle } from "./step-title";

type CodeStepProps = {
  digits: string;
  challenge: Challenge;
  onAsked: (challenge: Challenge) => void;
  onOtherPhone: () => void;
  onDone: (me: Me) => void;
  onNew: (token: string) => void;
};

export function CodeStep(props: CodeStepProps) {
  const { digits, challenge, onOtherPhone } = props;
  const t = useTranslations("sign-in.code");
  const form = useCodeForm(props);
  return (
    <form noValidate onSubmit={form.submit} className="flex flex-col gap-5">
      <StepTitle>{t("title")}</StepTitle>
      <p className="text-ink-soft">
        {t.rich("sent", {
          phone: phoneMasked(digits),
          b: (words) => <strong className="whitespace-nowrap text-ink">{words}</strong>,
        })}
      </p>
      <ErrorSummary errors={form.errors} general={form.general} attempt={form.attempt} />
      <Field name="code" label={t("label")} hint={t("hint")} error={form.errors.code}>
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            className="max-w-56 text-center text-2xl tracking-[0.4em] tabular-nums"
            value={form.code}
            onChange={(event) => form.setCode(codeDigits(event.target.value))}
          />
        )}
      </Field>
      <Button type="submit" isBusy={form.isBusy}>
        {t("submit")}
      </Button>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Resend
          key={challenge.challenge_uuid}
          challenge={challenge}
          isBusy={form.isAsking}
          onResend={form.resend}
        />
        <Button look="quiet" size="sm" onClick={onOtherPhone}>
          {t("otherPhone")}
        </Button>
      </div>
    </form>
  );
}

function useCodeForm({ digits, challenge, onAsked, onDone, onNew }: CodeStepProps) {
  const t = useTranslations("sign-in.code");
  const errorText = useErrorText();
  const verify = useCodeVerify();
  const ask = useCodeAsk();
  const [code, setCode] = useState("");
  const [attempt, setAttempt] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const [wrong, setWrong] = useState({ of: challenge.challenge_uuid, tries: 0 });
  const tries = wrong.of === challenge.challenge_uuid ? wrong.tries : 0;

  /** The server answers a wrong, an old and a worn-out code alike; what we know says which. */
  function refusedText(): string {
    const isOld = Date.now() > challenge.askedAtMs + challenge.expires_in_s * 1_000;
    if (isOld) return t("expired");
    const left = TRIES_MAX - tries - 1;
    return left > 0 ? t("wrong", { left }) : t("wornOut");
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setAttempt((before) => before + 1);
    verify.reset();
    if (code.length < CODE_DIGITS) {
      setProblem(t("incomplete"));
      return;
    }
    setProblem(null);
    const body = { challenge_uuid: challenge.challenge_uuid, phone: phoneWire(digits), code };
    verify.mutate(body, {
      onSuccess: ({ me, registration_token }) =>
        me ? onDone(me) : onNew(registration_token ?? ""),
      onError: (error) => {
        if (!isApiError(error, "CODE_REFUSED")) return;
        setProblem(refusedText());
        setWrong({ of: challenge.challenge_uuid, tries: tries + 1 });
      },
    });
  }

  function resend(): void {
    setCode("");
    setProblem(null);
    verify.reset();
    ask.mutate(phoneWire(digits), { onSuccess: onAsked });
  }

  const other = [verify.error, ask.error].find(
    (error) => error !== null && !isApiError(error, "CODE_REFUSED"),
  );
  const errors: Record<string, string> = problem ? { code: problem } : {};
  const general = other ? errorText(other) : undefined;
  const isBusy = verify.isPending;
  return {
    code,
    setCode,
    submit,
    resend,
    errors,
    general,
    attempt,
    isBusy,
    isAsking: ask.isPending,
  };
}

type ResendProps = { challenge: Challenge; isBusy: boolean; onResend: () => void };

function Resend({ challenge, isBusy, onResend }: ResendProps) {
  const t = useTranslations("sign-in.code");
  const now = useNow(1_000);
  const due = challenge.askedAtMs + challenge.resend_after_s * 1_000;
  const left = secondsUntil(due, now ?? challenge.askedAtMs);
  if (left > 0) {
    return <p className="min-h-11 py-2.5 text-ink-soft tabular-nums">{t("resendIn", { left })}</p>;
  }
  return (
    <Button look="quiet" size="sm" isBusy={isBusy} onClick={onResend}>
      {t("resend")}
    </Button>
  );
}

"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { type Me, meSet } from "@/lib/auth/me";
import { nextPage } from "@/lib/auth/pages";
import { useRouter } from "@/lib/i18n/navigation";
import { useQueryParam } from "@/lib/use-query-param";

import type { Challenge } from "../api/code";
import { CodeStep } from "./code-step";
import { PhoneStep } from "./phone-step";
import { RegisterStep } from "./register-step";

type Step =
  { name: "phone" } | { name: "code"; challenge: Challenge } | { name: "register"; token: string };

type PhoneSignInFormProps = { onDone: (me: Me) => void };

/** Phone, code, and for who is new a name: one thing at a time (P34). */
export function PhoneSignInForm({ onDone }: PhoneSignInFormProps) {
  const queries = useQueryClient();
  const [digits, setDigits] = useState("");
  const [step, setStep] = useState<Step>({ name: "phone" });
  function done(me: Me): void {
    meSet(queries, me);
    onDone(me);
  }
  if (step.name === "phone") {
    return (
      <PhoneStep
        digits={digits}
        onDigits={setDigits}
        onAsked={(challenge) => setStep({ name: "code", challenge })}
      />
    );
  }
  if (step.name === "register") {
    return (
      <RegisterStep token={step.token} onDone={done} onExpired={() => setStep({ name: "phone" })} />
    );
  }
  return (
    <CodeStep
      digits={digits}
      challenge={step.challenge}
      onAsked={(challenge) => setStep({ name: "code", challenge })}
      onOtherPhone={() => setStep({ name: "phone" })}
      onDone={done}
      onNew={(token) => setStep({ name: "register", token })}
    />
  );
}

/** The page: afterwards the person is where they wanted to be. */
export function PhoneSignIn() {
  const t = useTranslations("sign-in");
  const router = useRouter();
  const next = useQueryParam("next");
  return (
    <div className="shell-width max-w-md py-10">
      <h1 className="sr-only">{t("title")}</h1>
      <PhoneSignInForm onDone={(me) => router.replace(nextPage(next ?? null, me.kind))} />
    </div>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";

import { useAttached } from "@/components/files/attach";
import { Dialog } from "@/components/ui/dialog";
import { type Me, useAuth } from "@/lib/auth/me";
import { useRouter } from "@/lib/i18n/navigation";

import { useSubmit } from "../api/submit";
import { type Draft, draftForget, draftKeep, draftLoad, draftNew } from "../draft";
import type { Place } from "../rules";
import { CheckStep } from "./check-step";
import { WriteStep } from "./write-step";

type Step = "write" | "sign-in" | "check";

type NewMessageProps = {
  isOpen: boolean;
  onClose: () => void;
  /** A text to begin with, such as the number of a closed session. */
  start?: string;
  /** Proves who writes; it stands in another room. */
  signIn: (onDone: (me: Me) => void) => ReactNode;
};

/** Write, prove who you are if nobody knows you, check, send: then the chat is there (P7, P8). */
export function NewMessage({ isOpen, onClose, start = "", signIn }: NewMessageProps) {
  const t = useTranslations("new-message");
  const auth = useAuth();
  const router = useRouter();
  const submit = useSubmit();
  const attached = useAttached();
  const [place, setPlace] = useState<Place | null>(null);
  const [step, setStep] = useState<Step>("write");
  const [draft, setDraft] = useState<Draft>(() => (start ? draftNew(start) : draftLoad()));

  function change(text: string): void {
    const changed = { ...draft, text };
    setDraft(changed);
    draftKeep(changed);
  }

  function send(): void {
    const written = { ...draft, files: attached.files, place };
    submit.mutate(written, {
      onSuccess: (saved) => {
        draftForget();
        attached.clear();
        setPlace(null);
        setDraft(draftNew());
        setStep("write");
        onClose();
        router.push(`/chat/?s=${saved.session_uuid}`);
      },
    });
  }

  function written(): void {
    if (auth.status === "signed-in") send();
    else setStep("sign-in");
  }

  return (
    <Dialog shape="sheet" isOpen={isOpen} onClose={onClose} title={t(`titles.${step}`)}>
      {step === "write" ? (
        <WriteStep
          text={draft.text}
          onText={change}
          attached={attached}
          place={place}
          onPlace={setPlace}
          onWritten={written}
          isBusy={submit.isPending}
          error={submit.error}
        />
      ) : null}
      {step === "sign-in" ? signIn(() => setStep("check")) : null}
      {step === "check" ? (
        <CheckStep
          text={draft.text}
          name={auth.me?.name ?? ""}
          attached={attached}
          hasPlace={place !== null}
          onChange={() => setStep("write")}
          onSend={send}
          isBusy={submit.isPending}
          error={submit.error}
        />
      ) : null}
    </Dialog>
  );
}

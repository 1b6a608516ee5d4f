"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { useToast } from "@/components/ui/toast";
import { whole } from "@/components/ui/whole";
import { useErrorText } from "@/lib/api/use-error-text";
import type { SessionDetail } from "@/lib/session/rules";

import { OUTCOMES, type Outcome, useAct } from "../api/act";

type EndDialogProps = { session: SessionDetail; isOpen: boolean; onClose: () => void };

/** Closes a session, and says what came of it (P26). */
export function EndDialog({ session, isOpen, onClose }: EndDialogProps) {
  const t = useTranslations("session-desk.end");
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={t.rich("title", { number: session.number, ...whole })}
    >
      <EndForm session={session} onClose={onClose} />
    </Dialog>
  );
}

function EndForm({ session, onClose }: Omit<EndDialogProps, "isOpen">) {
  const t = useTranslations("session-desk.end");
  const errorText = useErrorText();
  const toast = useToast();
  const { mutate, isPending, error } = useAct(session.session_uuid);
  const [outcome, setOutcome] = useState<Outcome>("RESOLVED");

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (isPending) return;
    mutate(
      { name: "end", outcome, session_version: session.version },
      {
        onSuccess: () => {
          toast({ text: t("done", { number: session.number }) });
          onClose();
        },
      },
    );
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {error ? (
        <div role="alert">
          <Notice tone="bad">{errorText(error)}</Notice>
        </div>
      ) : null}
      <fieldset>
        <legend className="mb-1 font-semibold">{t("outcome")}</legend>
        {OUTCOMES.map((one) => (
          <label key={one} className="flex min-h-11 items-center gap-3">
            <input
              type="radio"
              name="outcome"
              className="size-5 accent-brand"
              checked={one === outcome}
              onChange={() => setOutcome(one)}
            />
            {t(`outcomes.${one}`)}
          </label>
        ))}
      </fieldset>
      <p className="text-ink-soft">{t("text")}</p>
      <div className="flex flex-wrap gap-3">
        <Button type="submit" look="danger" className="flex-1" isBusy={isPending}>
          {t("submit")}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}

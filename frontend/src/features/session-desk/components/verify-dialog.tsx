"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { useToast } from "@/components/ui/toast";
import { useErrorText } from "@/lib/api/use-error-text";
import { analysisQuery } from "@/lib/session/analysis";
import { useDepartmentName } from "@/lib/session/departments";
import type { SessionDetail } from "@/lib/session/rules";

import { useConfirm } from "../api/verify";
import { CorrectForm } from "./correct-form";

export type VerifyStep = "ask" | "correct";

type VerifyDialogProps = {
  session: SessionDetail;
  /** Where it begins; null while it is closed. */
  step: VerifyStep | null;
  onClose: () => void;
  /** The session has left for another department. */
  onMoved: () => void;
};

/** Was this message sent to the right department? The answer trains the router (P24, S3). */
export function VerifyDialog({ session, step, onClose, onMoved }: VerifyDialogProps) {
  const t = useTranslations("session-desk.verify");
  const [chosen, setChosen] = useState<VerifyStep | null>(null);
  const shown = chosen ?? step ?? "ask";
  const close = () => {
    setChosen(null);
    onClose();
  };
  return (
    <Dialog
      shape="sheet"
      isOpen={step !== null}
      onClose={close}
      title={t(shown === "ask" ? "title" : "correctTitle")}
    >
      <div className="flex flex-col gap-4">
        <Quoted session={session} />
        <Disputed session={session} />
        {shown === "ask" ? (
          <Ask session={session} onNo={() => setChosen("correct")} onDone={close} />
        ) : (
          <CorrectForm
            session={session}
            onDone={() => {
              close();
              onMoved();
            }}
          />
        )}
      </div>
    </Dialog>
  );
}

/** What the citizen wrote first. */
function Quoted({ session }: { session: SessionDetail }) {
  const first = session.messages.find(({ sender_kind }) => sender_kind === "CITIZEN");
  if (!first) return null;
  return (
    <blockquote className="max-h-44 overflow-y-auto rounded-xl border-l-4 border-line-strong bg-sunk px-4 py-3 break-words whitespace-pre-wrap">
      {first.text}
    </blockquote>
  );
}

/** The citizen said that the department is not the right one, and maybe why. */
function Disputed({ session }: { session: SessionDetail }) {
  const t = useTranslations("session-desk.verify");
  const said = session.objections.find(({ department }) => department === session.department?.code);
  if (!said) return null;
  return (
    <Notice tone="warn">
      {t("disputed")} {said.reason ? t("disputedReason", { reason: said.reason }) : null}
    </Notice>
  );
}

type AskProps = { session: SessionDetail; onNo: () => void; onDone: () => void };

function Ask({ session, onNo, onDone }: AskProps) {
  const t = useTranslations("session-desk.verify");
  const errorText = useErrorText();
  const toast = useToast();
  const { mutate, isPending, error } = useConfirm(session.session_uuid);
  const department = useDepartmentName()(session.department);
  const confirm = () =>
    mutate(session.version, {
      onSuccess: () => {
        toast({ text: t("confirmed", { department }) });
        onDone();
      },
    });
  return (
    <>
      <Choice session={session} />
      {error ? (
        <div role="alert">
          <Notice tone="bad">{errorText(error)}</Notice>
        </div>
      ) : null}
      <p className="text-ink-soft">{t("trains")}</p>
      <div className="flex flex-wrap gap-3">
        <Button
          // The browser gives a dialog's focus to what says that it wants it: Enter confirms.
          ref={(button) => button?.setAttribute("autofocus", "")}
          className="flex-1"
          isBusy={isPending}
          onClick={confirm}
        >
          {t("yes")}
        </Button>
        <Button look="secondary" className="flex-1" onClick={onNo}>
          {t("no")}
        </Button>
      </div>
    </>
  );
}

/** Which department was chosen, and why. */
function Choice({ session }: { session: SessionDetail }) {
  const t = useTranslations("session-desk.verify");
  const nameOf = useDepartmentName();
  const { data } = useQuery(analysisQuery(session.session_uuid));
  const confidence = data?.confidence ?? null;
  return (
    <div className="flex flex-col gap-1">
      <p className="text-ink-soft">{t("chosen")}</p>
      <p className="text-lg font-bold">
        {nameOf(session.department)}
        {confidence === null ? null : (
          <span className="ml-2 text-base font-semibold text-ink-soft tabular-nums">
            {Math.round(confidence * 100)} %
          </span>
        )}
      </p>
      {data?.reason ? <p>{data.reason}</p> : null}
    </div>
  );
}

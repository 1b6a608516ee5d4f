"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { TextareaField } from "@/components/ui/textarea-field";
import { useToast } from "@/components/ui/toast";
import { useErrorText } from "@/lib/api/use-error-text";

import { type Refused, useDecide } from "../api/quarantine";
import type { Decision, Quarantined } from "../rules";

const REASON_CHARS_MAX = 1_000;

type Asking = { decision: Decision; rows: Quarantined[] };
type DecisionDialogProps = { asking: Asking | null; onClose: () => void };

/** Says what a decision does before it is done; why is worth a few words for the log. */
export function DecisionDialog({ asking, onClose }: DecisionDialogProps) {
  const t = useTranslations("quarantine.dialog");
  const count = asking?.rows.length ?? 0;
  const number = asking?.rows[0]?.number ?? "";
  return (
    <Dialog
      isOpen={asking !== null}
      onClose={onClose}
      title={asking ? t(`title.${asking.decision}`, { count, number }) : ""}
    >
      {asking ? <DecisionForm asking={asking} onClose={onClose} /> : null}
    </Dialog>
  );
}

function DecisionForm({ asking, onClose }: { asking: Asking; onClose: () => void }) {
  const t = useTranslations("quarantine.dialog");
  const toast = useToast();
  const errorText = useErrorText();
  const { mutate, isPending, error } = useDecide();
  const [reason, setReason] = useState("");
  const { decision, rows } = asking;
  const told = (refused: readonly Refused[]) => {
    const done = rows.length - refused.length;
    if (done > 0) toast({ text: t(`done.${decision}`, { count: done }) });
    if (refused.length > 0) {
      const numbers = refused.map(({ number }) => number).join(", ");
      toast({ tone: "bad", text: t("refused", { numbers }) });
    }
    onClose();
  };
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (!isPending) mutate({ rows, decision, reason: reason.trim() }, { onSuccess: told });
  }
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      {error ? <Notice tone="bad">{errorText(error)}</Notice> : null}
      <p>{t(`text.${decision}`)}</p>
      <TextareaField
        name="reason"
        label={t("reason")}
        rows={2}
        maxLength={REASON_CHARS_MAX}
        value={reason}
        onText={setReason}
      />
      <Button type="submit" look={decision === "release" ? "primary" : "danger"} isBusy={isPending}>
        {t(`submit.${decision}`)}
      </Button>
    </form>
  );
}

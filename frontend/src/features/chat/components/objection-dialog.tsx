"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { TextareaField } from "@/components/ui/textarea-field";
import { useErrorText } from "@/lib/api/use-error-text";

import { useObject } from "../api/object";

const REASON_CHARS_MAX = 1_000;

type ObjectionDialogProps = { sessionUuid: string; isOpen: boolean; onClose: () => void };

/** Why the department is wrong, in the citizen's words; they may stay empty. */
export function ObjectionDialog({ sessionUuid, isOpen, onClose }: ObjectionDialogProps) {
  const t = useTranslations("chat.why");
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("wrongTitle")}>
      <ObjectionForm sessionUuid={sessionUuid} onDone={onClose} />
    </Dialog>
  );
}

function ObjectionForm({ sessionUuid, onDone }: { sessionUuid: string; onDone: () => void }) {
  const t = useTranslations("chat.why");
  const errorText = useErrorText();
  const [reason, setReason] = useState("");
  const { mutate, isPending, error } = useObject(sessionUuid);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isPending) mutate(reason.trim(), { onSuccess: onDone });
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      {error ? (
        <div role="alert">
          <Notice tone="bad">{errorText(error)}</Notice>
        </div>
      ) : null}
      <p>{t("wrongFirst")}</p>
      <TextareaField
        name="reason"
        label={t("reason")}
        hint={t("reasonHint")}
        className="max-h-48 min-h-24"
        maxLength={REASON_CHARS_MAX}
        value={reason}
        onText={setReason}
      />
      <p className="text-ink-soft">{t("wrongThen")}</p>
      <div className="flex flex-wrap gap-3">
        <Button type="submit" isBusy={isPending}>
          {t("tell")}
        </Button>
        <Button look="quiet" onClick={onDone}>
          {t("understood")}
        </Button>
      </div>
    </form>
  );
}

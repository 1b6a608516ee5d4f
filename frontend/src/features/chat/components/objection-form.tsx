"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { useErrorText } from "@/lib/api/use-error-text";

import { useObject } from "../api/object";

const REASON_CHARS_MAX = 1_000;

/** Why the department is wrong, in the citizen's words; they may stay empty. */
export function ObjectionForm({
  sessionUuid,
  onDone,
}: {
  sessionUuid: string;
  onDone: () => void;
}) {
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
      <Field name="reason" label={t("reason")} hint={t("reasonHint")}>
        {(control) => (
          <Textarea
            {...control}
            className="max-h-48 min-h-24"
            maxLength={REASON_CHARS_MAX}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
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

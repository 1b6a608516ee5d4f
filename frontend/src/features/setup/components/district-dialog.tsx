"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useErrorText } from "@/lib/api/use-error-text";
import { queryParamsSet } from "@/lib/use-query-param";

import { useDistrictMake } from "../api/places";
import { CODE, PREFIX } from "../rules";

type DistrictDialogProps = { isOpen: boolean; onClose: () => void };
const FIELDS = ["name", "code", "number_prefix"] as const;

/** A new district begins with the usual rules and no department. */
export function DistrictDialog({ isOpen, onClose }: DistrictDialogProps) {
  const t = useTranslations("setup.districtDialog");
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("title")}>
      <DistrictForm onClose={onClose} />
    </Dialog>
  );
}

function DistrictForm({ onClose }: { onClose: () => void }) {
  const t = useTranslations("setup.districtDialog");
  const errorText = useErrorText();
  const { mutate, isPending, error } = useDistrictMake();
  const [asked, setAsked] = useState({ name: "", code: "", number_prefix: "" });
  const [attempt, setAttempt] = useState(0);
  const bad = {
    name: asked.name.trim() === "",
    code: !CODE.test(asked.code),
    number_prefix: !PREFIX.test(asked.number_prefix),
  };
  const wrong = attempt > 0 ? FIELDS.filter((field) => bad[field]) : [];
  const errors: Record<string, string> = Object.fromEntries(
    wrong.map((field) => [field, t(`bad.${field}`)]),
  );
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setAttempt((before) => before + 1);
    if (FIELDS.some((field) => bad[field])) return;
    mutate(asked, {
      onSuccess: ({ code }) => {
        queryParamsSet({ district: code });
        onClose();
      },
    });
  }
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <ErrorSummary
        errors={errors}
        general={error ? errorText(error) : undefined}
        attempt={attempt}
      />
      {FIELDS.map((field) => (
        <Field
          key={field}
          name={field}
          label={t(field)}
          hint={t(`hints.${field}`)}
          error={errors[field]}
        >
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              value={asked[field]}
              onChange={(event) => setAsked((now) => ({ ...now, [field]: event.target.value }))}
            />
          )}
        </Field>
      ))}
      <Button type="submit" isBusy={isPending}>
        {t("make")}
      </Button>
    </form>
  );
}

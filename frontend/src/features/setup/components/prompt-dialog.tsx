"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorSummary } from "@/components/ui/error-summary";
import { TextareaField } from "@/components/ui/textarea-field";
import { useToast } from "@/components/ui/toast";
import { useErrorText } from "@/lib/api/use-error-text";

import { usePrompts } from "../api/prompts";
import { placesMissing } from "../rules";

const TEMPLATE_CHARS_MAX = 20_000;

type PromptDialogProps = { isOpen: boolean; onClose: () => void; first: string };

/** A new version begins with the text of the one in force; it counts once it is activated. */
export function PromptDialog({ isOpen, onClose, first }: PromptDialogProps) {
  const t = useTranslations("setup.prompts");
  return (
    <Dialog shape="sheet" isOpen={isOpen} onClose={onClose} title={t("new")}>
      <PromptForm first={first} onClose={onClose} />
    </Dialog>
  );
}

function PromptForm({ first, onClose }: Omit<PromptDialogProps, "isOpen">) {
  const t = useTranslations("setup.prompts");
  const toast = useToast();
  const errorText = useErrorText();
  const { make } = usePrompts();
  const [template, setTemplate] = useState(first);
  const [attempt, setAttempt] = useState(0);
  const missing = placesMissing(template);
  const errors: Record<string, string> = {};
  if (attempt > 0 && missing.length > 0)
    errors.template = t("missing", { places: missing.join(", ") });
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setAttempt((before) => before + 1);
    if (missing.length > 0) return;
    make.mutate(template, {
      onSuccess: ({ version }) => {
        toast({ text: t("made", { version }) });
        onClose();
      },
    });
  }
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <ErrorSummary
        errors={errors}
        general={make.error ? errorText(make.error) : undefined}
        attempt={attempt}
      />
      <TextareaField
        name="template"
        label={t("template")}
        hint={t("templateHint", { candidates: "{candidates}", message: "{message}" })}
        error={errors.template}
        rows={12}
        maxLength={TEMPLATE_CHARS_MAX}
        className="max-h-[50dvh] font-mono text-sm"
        value={template}
        onText={setTemplate}
      />
      <Button type="submit" isBusy={make.isPending}>
        {t("keep")}
      </Button>
    </form>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, type SubmitEvent, useState } from "react";

import { AttachButton, type Attached, AttachedList } from "@/components/files/attach";
import { Button } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/input";
import { useErrorText, useFieldTexts } from "@/lib/api/use-error-text";

import { CHARS_MIN, countOf, isSendable, type Place } from "../rules";
import { Counter } from "./counter";
import { PlaceField } from "./place-field";

type WriteStepProps = {
  text: string;
  onText: (text: string) => void;
  attached: Attached;
  place: Place | null;
  onPlace: (place: Place | null) => void;
  onWritten: () => void;
  isBusy: boolean;
  error: unknown;
};

export function WriteStep(props: WriteStepProps) {
  const { text, onText, attached, place, onPlace, onWritten, isBusy, error } = props;
  const t = useTranslations("new-message.write");
  const problems = useProblems(text, error);
  const [attempt, setAttempt] = useState(0);

  function tryOn(): void {
    setAttempt((before) => before + 1);
    problems.setIsTried(true);
    if (isSendable(text)) onWritten();
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (!isBusy) tryOn();
  }

  function keyDown(event: KeyboardEvent): void {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !isBusy) tryOn();
  }

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-5">
      <ErrorSummary errors={problems.fields} general={problems.general} attempt={attempt} />
      <Field name="text" label={t("label")} hint={<Hint />} error={problems.fields.text}>
        {(control) => (
          <>
            <Textarea
              {...control}
              required
              className="max-h-[45dvh] min-h-44 leading-relaxed"
              value={text}
              onChange={(event) => onText(event.target.value)}
              onKeyDown={keyDown}
            />
            <Counter text={text} />
          </>
        )}
      </Field>
      <div className="-mt-3 flex flex-col gap-2">
        <div className="-ml-3.5 flex flex-wrap items-center gap-x-1">
          <AttachButton attached={attached}>{t("attach")}</AttachButton>
          <PlaceField place={place} onPlace={onPlace} />
        </div>
        <AttachedList attached={attached} />
      </div>
      <div className="flex flex-col gap-3 sm:flex-row-reverse sm:items-center sm:justify-between">
        <Button type="submit" isBusy={isBusy} className="max-sm:w-full">
          {t("submit")}
        </Button>
        <p className="text-sm text-ink-soft">{t("kept")}</p>
      </div>
    </form>
  );
}

function Hint() {
  const t = useTranslations("new-message.write");
  return (
    <>
      <p>{t("hint", { min: CHARS_MIN })}</p>
      <details className="mt-1">
        <summary className="inline-flex min-h-8 items-center font-semibold text-brand underline">
          {t("exampleShow")}
        </summary>
        <p className="mt-1 rounded-xl bg-sunk px-4 py-3">{t("example")}</p>
      </details>
    </>
  );
}

/** What is wrong after a try; it goes as soon as the text is right. */
function useProblems(text: string, error: unknown) {
  const errorText = useErrorText();
  const fieldTexts = useFieldTexts();
  const [isTried, setIsTried] = useState(false);
  const said = useCountProblem(text);
  const own: Record<string, string> = isTried && said ? { text: said } : {};
  const refused = error && !own.text ? fieldTexts(error) : {};
  const isGeneral = Boolean(error) && Object.keys({ ...own, ...refused }).length === 0;
  return {
    fields: { ...refused, ...own } as Record<string, string>,
    general: isGeneral ? errorText(error) : undefined,
    setIsTried,
  };
}

function useCountProblem(text: string): string | null {
  const t = useTranslations("new-message.write");
  const count = countOf(text);
  switch (count.kind) {
    case "empty":
      return t("empty");
    case "more":
      return t("short", { missing: count.missing });
    case "over":
      return t("long", { over: count.over });
    default:
      return null;
  }
}

"use client";

import { Star } from "lucide-react";
import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { fieldId } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { TextareaField } from "@/components/ui/textarea-field";
import { isApiError } from "@/lib/api/errors";
import { useErrorText } from "@/lib/api/use-error-text";
import { cx } from "@/lib/cx";
import { keptGet, keptSet } from "@/lib/kept";

import { useRate } from "../api/rate";

const STARS = [1, 2, 3, 4, 5] as const;
type Stars = (typeof STARS)[number];

/** One to five stars, once; the server remembers it too. */
export function Rating({ sessionUuid }: { sessionUuid: string }) {
  const t = useTranslations("chat.rating");
  const errorText = useErrorText();
  const key = `civic.rated.${sessionUuid}`;
  const rate = useRate(sessionUuid);
  const [stars, setStars] = useState<Stars | null>(null);
  const [comment, setComment] = useState("");
  const [attempt, setAttempt] = useState(0);
  const wasRated =
    rate.isSuccess || isApiError(rate.error, "ALREADY_RATED") || keptGet(key) !== null;
  if (wasRated) return <Notice tone="ok">{t("thanks")}</Notice>;

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setAttempt((before) => before + 1);
    if (stars === null) return;
    rate.mutate(
      { stars, comment: comment.trim() },
      { onSettled: (saved) => saved && keptSet(key, "1") },
    );
  }

  const missing: Record<string, string> =
    attempt > 0 && stars === null ? { stars: t("missing") } : {};
  return (
    <form noValidate onSubmit={submit} className="no-print flex flex-col gap-4">
      <ErrorSummary
        errors={missing}
        general={rate.error ? errorText(rate.error) : undefined}
        attempt={attempt}
      />
      <StarChoice value={stars} onChange={setStars} />
      <TextareaField
        name="comment"
        label={t("comment")}
        className="min-h-20"
        maxLength={1_000}
        value={comment}
        onText={setComment}
      />
      <Button type="submit" className="self-start" isBusy={rate.isPending}>
        {t("submit")}
      </Button>
    </form>
  );
}

function StarChoice({
  value,
  onChange,
}: {
  value: Stars | null;
  onChange: (stars: Stars) => void;
}) {
  const t = useTranslations("chat.rating");
  return (
    <fieldset>
      <legend className="font-semibold">{t("title")}</legend>
      <div className="mt-1 -ml-2 flex items-center">
        {STARS.map((stars) => (
          <label
            key={stars}
            className="grid size-12 place-items-center rounded-lg has-focus-visible:outline-3 has-focus-visible:outline-focus"
          >
            <input
              type="radio"
              name="stars"
              id={stars === 1 ? fieldId("stars") : undefined}
              className="sr-only"
              checked={value === stars}
              onChange={() => onChange(stars)}
            />
            <span className="sr-only">{t(`stars.${stars}`)}</span>
            <Star
              aria-hidden
              className={cx(
                "size-8",
                value !== null && stars <= value ? "fill-gold text-gold" : "text-line-strong",
              )}
              strokeWidth={1.75}
            />
          </label>
        ))}
        <span aria-hidden className="ml-2 text-ink-soft">
          {value === null ? "" : t(`stars.${value}`)}
        </span>
      </div>
    </fieldset>
  );
}

"use client";

import { ArrowRight, Check, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";
import { Chip } from "@/components/ui/chip";
import { useToast } from "@/components/ui/toast";
import { useErrorText } from "@/lib/api/use-error-text";
import { useDepartments } from "@/lib/departments";
import { Link } from "@/lib/i18n/navigation";
import { useDates } from "@/lib/i18n/use-dates";

import { useReview } from "../api/corrections";
import { type Correction, effectOf, isHeld, toneOf } from "../rules";

type CorrectionCardProps = { row: Correction; onUndo: () => void };

/** One correction: from where to where, why, who, learned or not, and what it changed. */
export function CorrectionCard({ row, onUndo }: CorrectionCardProps) {
  const t = useTranslations("corrections");
  const dates = useDates();
  return (
    <article className="flex flex-col gap-2 rounded-card bg-surface p-4 shadow-card">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {row.number === null ? null : (
          <Link
            href={`/desk/?s=${row.session_uuid}`}
            className="font-bold text-brand tabular-nums underline"
          >
            {row.number}
          </Link>
        )}
        <Chip tone={toneOf(row)}>
          {row.undone_at === null ? t(`states.${row.teach_state}`) : t("undone")}
        </Chip>
        <span className="ml-auto text-sm text-ink-soft">
          {row.author}, {dates(row.created_at, "full")}
        </span>
      </header>
      <FromTo row={row} />
      {row.reason ? (
        <p className="break-words" dir="auto">
          {row.reason}
        </p>
      ) : null}
      <Learned row={row} />
      <Buttons row={row} onUndo={onUndo} />
    </article>
  );
}

export function FromTo({ row }: { row: Correction }) {
  const t = useTranslations("corrections");
  const { nameOf } = useDepartments();
  return (
    <p className="flex flex-wrap items-center gap-x-2 font-semibold">
      <span className="text-ink-soft">
        {row.previous_department ? nameOf(row.previous_department) : t("none")}
      </span>
      <ArrowRight aria-hidden className="size-4 shrink-0 text-ink-soft" />
      <span className="sr-only">{t("to")}</span>
      <span>{nameOf(row.department)}</span>
    </p>
  );
}

/** Whether the router knows it, since when, and what it did to messages like it. */
function Learned({ row }: { row: Correction }) {
  const t = useTranslations("corrections");
  const dates = useDates();
  const effect = effectOf(row);
  const heldFor = row.effect?.held_for;
  return (
    <div className="flex flex-col gap-1 text-[0.9375rem]">
      {row.taught_at ? <p>{t("taughtAt", { when: dates(row.taught_at, "full") })}</p> : null}
      {effect ? (
        <p className={effect.breaks > effect.fixes ? "font-semibold text-bad" : undefined}>
          {t("effect", effect)}
        </p>
      ) : null}
      {isHeld(row) ? <p className="text-warn">{t(`heldFor.${heldFor ?? "OTHER"}`)}</p> : null}
      {row.undone_at ? (
        <p className="text-ink-soft">{t("undoneAt", { when: dates(row.undone_at, "full") })}</p>
      ) : null}
    </div>
  );
}

function Buttons({ row, onUndo }: CorrectionCardProps) {
  const t = useTranslations("corrections");
  const toast = useToast();
  const errorText = useErrorText();
  const { approve } = useReview();
  if (row.undone_at !== null) return null;
  const letCount = () =>
    approve.mutate(row.correction_uuid, {
      onSuccess: () => toast({ text: t("approved") }),
      onError: (error) => toast({ tone: "bad", text: errorText(error) }),
    });
  return (
    <div className="flex flex-wrap gap-2">
      {isHeld(row) ? (
        <Button size="sm" isBusy={approve.isPending} onClick={letCount}>
          <Check aria-hidden className="size-5" />
          {t("approve")}
        </Button>
      ) : null}
      <Button look="secondary" size="sm" onClick={onUndo}>
        <Undo2 aria-hidden className="size-5" />
        {t("undo")}
      </Button>
    </div>
  );
}

"use client";

import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import type { Schemas } from "@/lib/api/client";
import { useErrorText } from "@/lib/api/use-error-text";
import { useDepartments } from "@/lib/departments";
import { Link } from "@/lib/i18n/navigation";

import { useReview } from "../api/corrections";
import type { Correction } from "../rules";
import { FromTo } from "./correction-card";

type UndoDialogProps = { correction: Correction | null; onClose: () => void };

/** Asks before a lesson is taken back, and shows what it had influenced (P32). */
export function UndoDialog({ correction, onClose }: UndoDialogProps) {
  const t = useTranslations("corrections.undoDialog");
  return (
    <Dialog isOpen={correction !== null} onClose={onClose} title={t("title")}>
      {correction ? (
        <Body key={correction.correction_uuid} correction={correction} onClose={onClose} />
      ) : null}
    </Dialog>
  );
}

function Body({ correction, onClose }: { correction: Correction; onClose: () => void }) {
  const t = useTranslations("corrections.undoDialog");
  const errorText = useErrorText();
  const { undo, undoAll } = useReview();
  const error = undo.error ?? undoAll.error;
  if (undo.data) return <Influenced rows={undo.data.influenced} onClose={onClose} />;
  if (undoAll.data) {
    return (
      <div className="flex flex-col gap-4">
        <p>{t("allDone", { count: undoAll.data.undone })}</p>
        <Button onClick={onClose}>{t("close")}</Button>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <FromTo row={correction} />
      <p>{t("text")}</p>
      {error ? <Notice tone="bad">{errorText(error)}</Notice> : null}
      <Button isBusy={undo.isPending} onClick={() => undo.mutate(correction.correction_uuid)}>
        {t("one")}
      </Button>
      <Button
        look="danger"
        isBusy={undoAll.isPending}
        onClick={() => undoAll.mutate(correction.author_uuid)}
      >
        {t("all", { author: correction.author })}
      </Button>
    </div>
  );
}

type InfluencedProps = { rows: readonly Schemas["InfluencedReply"][]; onClose: () => void };

/** Sessions that went where they went also because of it: somebody may want to look. */
function Influenced({ rows, onClose }: InfluencedProps) {
  const t = useTranslations("corrections.undoDialog");
  const status = useTranslations("common.status");
  const { nameOf } = useDepartments();
  return (
    <div role="status" className="flex flex-col gap-4">
      <p>{rows.length === 0 ? t("doneAlone") : t("doneWith", { count: rows.length })}</p>
      <ul className="flex flex-col gap-1">
        {rows.map((row) => (
          <li key={row.session_uuid} className="flex flex-wrap gap-x-3">
            <Link
              href={`/desk/?s=${row.session_uuid}`}
              className="font-semibold text-brand tabular-nums underline"
            >
              {row.number}
            </Link>
            <span>{row.department ? nameOf(row.department) : null}</span>
            <span className="text-ink-soft">{status(row.status)}</span>
          </li>
        ))}
      </ul>
      <Button onClick={onClose}>{t("close")}</Button>
    </div>
  );
}

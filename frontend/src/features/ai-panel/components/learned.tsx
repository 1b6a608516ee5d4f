"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";

import { Chip, type Tone } from "@/components/ui/chip";
import { useDates } from "@/lib/i18n/use-dates";
import { useDepartmentNameOf } from "@/lib/session/departments";

import { type CorrectionRow, correctionsQuery, votersQuery } from "../api/learned";

const TONES: Record<CorrectionRow["teach_state"], Tone> = {
  PENDING: "brand",
  HELD: "warn",
  TAUGHT: "ok",
  SUPERSEDED: "neutral",
  FAILED: "bad",
  REMOVED: "neutral",
};

type LearnedProps = { sessionUuid: string; voterCount: number };

/** Which past corrections spoke for the choice, and how this session was corrected itself. */
export function Learned({ sessionUuid, voterCount }: LearnedProps) {
  const t = useTranslations("ai-panel");
  const nameOf = useDepartmentNameOf();
  const { data: voters = [] } = useQuery(votersQuery(sessionUuid));
  const { data: corrections = [] } = useQuery(correctionsQuery(sessionUuid));
  return (
    <>
      <div className="flex flex-col gap-1.5">
        <h3 className="text-sm font-bold text-ink-soft">{t("voters")}</h3>
        <p className="text-[0.9375rem]">
          {t("votersText", { points: voterCount, corrections: voters.length })}
        </p>
        <ul className="flex flex-col gap-1 text-[0.9375rem]">
          {voters.map((voter) => (
            <li key={voter.point_uuid} className="flex flex-wrap items-center gap-2">
              <span className="font-semibold tabular-nums">{voter.number ?? "–"}</span>
              <span>{nameOf(voter.department)}</span>
              {voter.is_undone ? <Chip>{t("undone")}</Chip> : null}
            </li>
          ))}
        </ul>
      </div>
      {corrections.length > 0 ? (
        <div className="flex flex-col gap-1.5">
          <h3 className="text-sm font-bold text-ink-soft">{t("corrections")}</h3>
          <ol className="flex flex-col gap-3">
            {corrections.map((row) => (
              <li key={row.correction_uuid}>
                <OneCorrection row={row} />
              </li>
            ))}
          </ol>
        </div>
      ) : null}
    </>
  );
}

function OneCorrection({ row }: { row: CorrectionRow }) {
  const t = useTranslations("ai-panel");
  const dates = useDates();
  const nameOf = useDepartmentNameOf();
  return (
    <div className="flex flex-col gap-0.5 text-[0.9375rem]">
      <p className="font-semibold">
        {nameOf(row.previous_department ?? null)} → {nameOf(row.department)}
      </p>
      <p className="break-words">{row.reason}</p>
      <p className="flex flex-wrap items-center gap-2 text-sm text-ink-soft">
        {row.author}, {dates(row.created_at, "full")}
        <Chip tone={TONES[row.teach_state]}>{t(`teach.${row.teach_state}`)}</Chip>
      </p>
      {row.effect ? (
        <p className="text-sm">
          {t("effect", {
            fixes: row.effect.fixes?.length ?? 0,
            breaks: row.effect.breaks?.length ?? 0,
          })}
        </p>
      ) : null}
    </div>
  );
}

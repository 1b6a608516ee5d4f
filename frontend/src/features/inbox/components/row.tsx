"use client";

import { Eye, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";

import { SessionRow } from "@/components/office/session-row";
import { Chip } from "@/components/ui/chip";
import { closesSoon } from "@/lib/session/chat-rules";

import { confidenceTone, type InboxRow, minutesUntil } from "../rules";

const HOUR_MINUTES = 60;
const LEGAL_TONES = { NEAR: "warn", PASSED: "bad" } as const;

type RowProps = {
  row: InboxRow;
  isOpen: boolean;
  now: number | null;
  /** Colleagues who look at it now. */
  watchers: readonly string[];
};

/** One session of a queue: who can wait and who cannot is to be seen at a glance. */
export function Row({ row, isOpen, now, watchers }: RowProps) {
  const t = useTranslations("inbox");
  return (
    <SessionRow row={row} isOpen={isOpen} now={now} unread={row.unread ?? 0}>
      <Chips row={row} now={now} />
      {watchers.length > 0 ? (
        <Chip icon={<Eye aria-hidden className="size-3.5 shrink-0" />}>
          {t("watching", { names: watchers.join(", ") })}
        </Chip>
      ) : null}
    </SessionRow>
  );
}

/** The words that decide what to open first. */
function Chips({ row, now }: { row: InboxRow; now: number | null }) {
  const t = useTranslations("inbox");
  const languages = useTranslations("office.languages");
  const { confidence, language } = row;
  return (
    <>
      <Clocks row={row} now={now} />
      {confidence !== null ? (
        <Chip tone={confidenceTone(confidence)}>
          {t("confidence", { percent: Math.round(confidence * 100) })}
        </Chip>
      ) : null}
      {language ? <Chip>{languages(language === "ru" ? "ru" : "uz")}</Chip> : null}
      {row.staff ? (
        <Chip icon={<UserRound aria-hidden className="size-3.5" />}>{row.staff}</Chip>
      ) : null}
    </>
  );
}

/** What runs out, and what is late already. */
function Clocks({ row, now }: { row: InboxRow; now: number | null }) {
  const t = useTranslations("inbox");
  const legal = row.legal_state === "NEAR" || row.legal_state === "PASSED" ? row.legal_state : null;
  return (
    <>
      {row.is_overdue ? <Chip tone="bad">{t("overdue")}</Chip> : null}
      {now === null ? null : <ClosesIn row={row} now={now} />}
      {legal ? <Chip tone={LEGAL_TONES[legal]}>{t(`legal.${legal}`)}</Chip> : null}
      {row.is_held ? <Chip tone="warn">{t("held")}</Chip> : null}
    </>
  );
}

/** Only the last two hours are worth a word in a list (P26). */
function ClosesIn({ row, now }: { row: InboxRow; now: number }) {
  const t = useTranslations("inbox");
  if (row.closes_at === null || !closesSoon(row, now)) return null;
  const minutes = minutesUntil(row.closes_at, now);
  return (
    <Chip tone="warn">
      {t("closesIn", {
        hours: Math.floor(minutes / HOUR_MINUTES),
        minutes: minutes % HOUR_MINUTES,
      })}
    </Chip>
  );
}

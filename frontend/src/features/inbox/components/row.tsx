"use client";

import { Globe, Send, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";

import { Chip } from "@/components/ui/chip";
import { cx } from "@/lib/cx";
import { closesSoon } from "@/lib/session/chat-rules";
import { useDepartmentName } from "@/lib/session/departments";
import { queryParamsSet } from "@/lib/use-query-param";

import { ageOf, confidenceTone, type InboxRow, minutesUntil } from "../rules";

const UNREAD_MAX = 9;
const HOUR_MINUTES = 60;
const LEGAL_TONES = { NEAR: "warn", PASSED: "bad" } as const;

type RowProps = { row: InboxRow; isOpen: boolean; now: number | null };

/** One session of a queue: who can wait and who cannot is to be seen at a glance. */
export function Row({ row, isOpen, now }: RowProps) {
  const t = useTranslations("inbox.age");
  const age = now === null ? null : ageOf(row.opened_at, now);
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    queryParamsSet({ s: row.session_uuid });
  };
  return (
    <a
      href={`?s=${row.session_uuid}`}
      onClick={open}
      aria-current={isOpen ? "true" : undefined}
      data-session={row.session_uuid}
      className={cx(
        "flex flex-col gap-1 border-b border-l-4 border-b-line px-3 py-2.5 text-ink no-underline",
        isOpen ? "border-l-brand bg-brand-soft" : "border-l-transparent hover:bg-surface",
      )}
    >
      <span className="flex items-center gap-2">
        <Channel channel={row.channel} />
        <span className="font-bold tabular-nums">{row.number}</span>
        <Unread count={row.unread ?? 0} />
        <time dateTime={row.opened_at} className="ml-auto text-sm text-ink-soft">
          {age ? t(age.unit, { count: age.count }) : null}
        </time>
      </span>
      <Preview row={row} />
      <Chips row={row} now={now} />
    </a>
  );
}

/** The first words of the citizen, or where a message of files only went. */
function Preview({ row }: { row: InboxRow }) {
  const text = "text-[0.9375rem]";
  const department = useDepartmentName()(row.department);
  if (row.preview === "") return <span className={cx(text, "text-ink-soft")}>{department}</span>;
  return (
    <span
      className={cx("line-clamp-2", text, (row.unread ?? 0) > 0 && "font-semibold")}
      lang={row.language ?? undefined}
    >
      {row.preview}
    </span>
  );
}

function Channel({ channel }: { channel: string }) {
  const t = useTranslations("inbox.channels");
  const isTelegram = channel === "TELEGRAM";
  const Icon = isTelegram ? Send : Globe;
  return (
    <>
      <Icon aria-hidden className="size-4 shrink-0 text-ink-soft" />
      <span className="sr-only">{t(isTelegram ? "TELEGRAM" : "WEB")}</span>
    </>
  );
}

function Unread({ count }: { count: number }) {
  const t = useTranslations("inbox");
  if (count === 0) return null;
  return (
    <span className="rounded-full bg-brand px-2 text-sm font-bold text-on-brand tabular-nums">
      <span aria-hidden>{count > UNREAD_MAX ? `${UNREAD_MAX}+` : count}</span>
      <span className="sr-only">{t("unread", { count })}</span>
    </span>
  );
}

/** The words that decide what to open first. */
function Chips({ row, now }: { row: InboxRow; now: number | null }) {
  const t = useTranslations("inbox");
  const { confidence, language } = row;
  return (
    <span className="flex flex-wrap gap-1.5">
      <Clocks row={row} now={now} />
      {confidence !== null ? (
        <Chip tone={confidenceTone(confidence)}>
          {t("confidence", { percent: Math.round(confidence * 100) })}
        </Chip>
      ) : null}
      {language ? <Chip>{t(language === "ru" ? "languages.ru" : "languages.uz")}</Chip> : null}
      {row.staff ? (
        <Chip icon={<UserRound aria-hidden className="size-3.5" />}>{row.staff}</Chip>
      ) : null}
    </span>
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

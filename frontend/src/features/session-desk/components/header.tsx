"use client";

import { Eye } from "lucide-react";
import { useTranslations } from "next-intl";

import { StatusChip } from "@/components/chat/status-chip";
import { Chip } from "@/components/ui/chip";
import { useDates } from "@/lib/i18n/use-dates";
import { CLOSING_SOON_MS } from "@/lib/session/chat-rules";
import { useDepartmentName } from "@/lib/session/departments";
import type { SessionDetail } from "@/lib/session/rules";
import { useNow } from "@/lib/use-now";

import { leftUntil } from "../rules";

const TOLD_EVERY_MS = 15_000;
const LEGAL_TONES = { IN_TIME: "neutral", NEAR: "warn", PASSED: "bad", MET: "ok" } as const;

type DeskHeaderProps = { session: SessionDetail; watchers: readonly string[] };

/** The number, where the matter stands, its clocks, and who else looks at it. */
export function DeskHeader({ session, watchers }: DeskHeaderProps) {
  const t = useTranslations("session-desk.header");
  const nameOf = useDepartmentName();
  return (
    <div className="flex min-w-0 flex-1 basis-48 flex-col gap-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-xl font-bold tabular-nums">{session.number}</h2>
        <StatusChip status={session.status} />
        <span className="text-[0.9375rem] text-ink-soft">{nameOf(session.department)}</span>
      </div>
      <div className="flex flex-wrap gap-1.5">
        {session.staff ? <Chip>{t("owner", { staff: session.staff })}</Chip> : null}
        {session.is_held ? <Chip tone="warn">{t("held")}</Chip> : null}
        {session.is_overdue ? <Chip tone="bad">{t("overdue")}</Chip> : null}
        {session.is_disputed ? <Chip tone="warn">{t("disputed")}</Chip> : null}
        <Countdown session={session} />
        <LegalDeadline session={session} />
        {watchers.length > 0 ? (
          <Chip tone="brand" icon={<Eye aria-hidden className="size-4" />}>
            {t("watching", { names: watchers.join(", ") })}
          </Chip>
        ) : null}
      </div>
    </div>
  );
}

/** How long until the session closes by itself; amber in the last two hours (P26). */
function Countdown({ session }: { session: SessionDetail }) {
  const t = useTranslations("session-desk.header");
  const now = useNow(TOLD_EVERY_MS);
  if (now === null || session.closes_at === null || session.status === "CLOSED") return null;
  const left = leftUntil(session.closes_at, now);
  if (left === null) return <Chip tone="warn">{t("closing")}</Chip>;
  const isSoon = new Date(session.closes_at).getTime() - now <= CLOSING_SOON_MS;
  return (
    <Chip tone={isSoon ? "warn" : "neutral"} className="tabular-nums">
      {t("closesIn", left)}
    </Chip>
  );
}

/** The day by which the law wants an answer (P27). */
function LegalDeadline({ session }: { session: SessionDetail }) {
  const t = useTranslations("session-desk.header");
  const dates = useDates();
  const day = dates(session.legal_deadline_at, "day");
  return (
    <Chip tone={LEGAL_TONES[session.legal_state]}>
      {t(`legal.${session.legal_state}`, { day })}
    </Chip>
  );
}

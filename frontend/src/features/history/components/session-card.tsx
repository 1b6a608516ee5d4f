"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";

import { StatusChip } from "@/components/chat/status-chip";
import { Link } from "@/lib/i18n/navigation";
import { useDepartmentName } from "@/lib/session/departments";
import type { SessionRow } from "@/lib/session/rules";
import { useDates } from "@/lib/i18n/use-dates";

export function SessionCard({ session }: { session: SessionRow }) {
  const t = useTranslations("history");
  const dates = useDates();
  const nameOf = useDepartmentName();
  const unread = session.unread ?? 0;
  const at = dates(session.last_message_at, "full");
  return (
    <Link
      href={`/chat/?s=${session.session_uuid}`}
      className="flex items-center gap-3 rounded-card border border-transparent bg-surface p-4 text-ink no-underline shadow-card hover:border-brand"
    >
      <span className="flex min-w-0 flex-1 flex-col gap-1.5">
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-bold tabular-nums">{session.number}</span>
          <StatusChip status={session.status} />
        </span>
        <span>{nameOf(session.department) || t("noDepartment")}</span>
        <span className="text-sm text-ink-soft">{t("lastAt", { at })}</span>
      </span>
      {unread > 0 ? (
        <span className="rounded-full bg-brand px-2.5 py-0.5 text-sm font-semibold text-on-brand tabular-nums">
          {t("unread", { count: unread })}
        </span>
      ) : null}
      <ChevronRight aria-hidden className="size-5 shrink-0 text-ink-soft" />
    </Link>
  );
}

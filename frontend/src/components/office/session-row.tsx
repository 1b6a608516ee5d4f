"use client";

import { Globe, Send } from "lucide-react";
import { useTranslations } from "next-intl";
import type { MouseEvent, ReactNode } from "react";

import type { Schemas } from "@/lib/api/client";
import { cx } from "@/lib/cx";
import { useDepartmentName } from "@/lib/session/departments";
import { queryParamsSet } from "@/lib/use-query-param";

import { Age } from "./age";

const UNREAD_MAX = 9;

type Row = Schemas["QueuedSessionReply"];

type SessionRowProps = {
  row: Row;
  isOpen: boolean;
  now: number | null;
  /** Whether it has waited too long for this list. */
  isAged?: boolean;
  /** How many messages this viewer has not read. */
  unread?: number;
  /** The chips: what decides which one to open first. */
  children: ReactNode;
};

/** One session of a list; a press opens it here, with Ctrl in a tab of its own. */
export function SessionRow({ row, isOpen, now, isAged, unread = 0, children }: SessionRowProps) {
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
        <Unread count={unread} />
        <span className={cx("ml-auto text-sm", isAged ? "font-bold text-warn" : "text-ink-soft")}>
          <Age at={row.opened_at} now={now} />
        </span>
      </span>
      <Preview row={row} isUnread={unread > 0} />
      <span className="flex flex-wrap gap-1.5">{children}</span>
    </a>
  );
}

/** The first words of the citizen, or where a message of files only went. */
function Preview({ row, isUnread }: { row: Row; isUnread: boolean }) {
  const text = "text-[0.9375rem]";
  const department = useDepartmentName()(row.department);
  if (row.preview === "") return <span className={cx(text, "text-ink-soft")}>{department}</span>;
  return (
    <span
      className={cx("line-clamp-2", text, isUnread && "font-semibold")}
      lang={row.language ?? undefined}
    >
      {row.preview}
    </span>
  );
}

function Channel({ channel }: { channel: string }) {
  const t = useTranslations("office.channels");
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
  const t = useTranslations("office");
  if (count === 0) return null;
  return (
    <span className="rounded-full bg-brand px-2 text-sm font-bold text-on-brand tabular-nums">
      <span aria-hidden>{count > UNREAD_MAX ? `${UNREAD_MAX}+` : count}</span>
      <span className="sr-only">{t("unread", { count })}</span>
    </span>
  );
}

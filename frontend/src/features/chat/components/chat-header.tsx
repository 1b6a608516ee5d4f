"use client";

import { ArrowLeft, Check, Copy, Printer } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";

import { StatusChip } from "@/components/chat/status-chip";
import { Button, ButtonLink } from "@/components/ui/button";
import { useDepartmentName } from "@/lib/session/departments";
import type { SessionDetail } from "@/lib/session/rules";

/** The number to refer to, where the matter stands, and a copy on paper. */
export function ChatHeader({ session }: { session: SessionDetail }) {
  const t = useTranslations("chat");
  const nameOf = useDepartmentName();
  return (
    <header className="flex flex-col gap-1">
      <div className="no-print -ml-3 flex items-center justify-between">
        <ButtonLink look="quiet" size="sm" href="/my/">
          <ArrowLeft aria-hidden className="size-5" />
          {t("toList")}
        </ButtonLink>
        <Button look="quiet" size="sm" onClick={() => window.print()}>
          <Printer aria-hidden className="size-5" />
          {t("print")}
        </Button>
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h1 className="text-2xl font-bold tabular-nums">{session.number}</h1>
        <CopyNumber number={session.number} />
        <StatusChip status={session.status} />
      </div>
      {session.department ? <p className="text-ink-soft">{nameOf(session.department)}</p> : null}
    </header>
  );
}

const TOLD_FOR_MS = 2_500;

function CopyNumber({ number }: { number: string }) {
  const t = useTranslations("chat");
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setIsCopied(false), TOLD_FOR_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = () =>
    void navigator.clipboard.writeText(number).then(
      () => setIsCopied(true),
      () => setIsCopied(false),
    );
  return (
    <>
      <Button
        look="quiet"
        size="icon"
        className="no-print -mx-2"
        aria-label={t("copy")}
        onClick={copy}
      >
        {isCopied ? (
          <Check aria-hidden className="size-5 text-ok" />
        ) : (
          <Copy aria-hidden className="size-5" />
        )}
      </Button>
      <span role="status" className="sr-only">
        {isCopied ? t("copied") : ""}
      </span>
    </>
  );
}

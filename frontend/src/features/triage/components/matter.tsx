"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";

import { useDates } from "@/lib/i18n/use-dates";
import { sessionQuery } from "@/lib/session/use-session";

type MatterProps = { sessionUuid: string; fallback: string; language: string | null };

/** What the citizen wrote, whole; its beginning is known before the session has been loaded. */
export function Matter({ sessionUuid, fallback, language }: MatterProps) {
  const t = useTranslations("triage");
  const dates = useDates();
  const { data, isError } = useQuery(sessionQuery(sessionUuid));
  const said = data?.messages.filter((message) => !message.is_staff_message && message.text) ?? [];
  const written = said.filter(({ notice }) => notice === "");
  return (
    <section aria-label={t("matter")} className="flex flex-col gap-2">
      {written.length === 0 ? (
        <Quote text={fallback} language={language} />
      ) : (
        written.map((message) => (
          <div key={message.message_uuid}>
            <Quote text={message.text} language={language} />
            <p className="mt-1 text-sm text-ink-soft">{dates(message.created_at, "full")}</p>
          </div>
        ))
      )}
      {isError ? <p className="text-ink-soft">{t("notWhole")}</p> : null}
    </section>
  );
}

function Quote({ text, language }: { text: string; language: string | null }) {
  return (
    <blockquote
      lang={language ?? undefined}
      dir="auto"
      className="rounded-card border-l-4 border-brand bg-surface px-4 py-3 text-lg break-words whitespace-pre-wrap shadow-card"
    >
      {text}
    </blockquote>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { StatusChip } from "@/components/chat/status-chip";
import { Button } from "@/components/ui/button";
import { SkeletonList } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { useDates } from "@/lib/i18n/use-dates";
import type { SessionRow } from "@/lib/session/rules";
import { queryParamsSet } from "@/lib/use-query-param";

import { type CitizenPanelData, citizenQuery } from "../api/citizen";

/** Who wrote, shown when it is asked for: every look is recorded (S6, P39). */
export function CitizenPanel({ sessionUuid }: { sessionUuid: string }) {
  const t = useTranslations("citizen-panel");
  const [isWanted, setIsWanted] = useState(false);
  const { data, error, refetch } = useQuery(citizenQuery(sessionUuid, isWanted));
  return (
    <section
      aria-labelledby="citizen-panel-title"
      className="flex flex-col gap-3 border-t border-line p-4"
    >
      <h2 id="citizen-panel-title" className="text-lg font-bold">
        {t("title")}
      </h2>
      {data ? <Known citizen={data} /> : null}
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined && !error && isWanted ? <SkeletonList rows={1} /> : null}
      {isWanted || data ? null : (
        <>
          <p className="text-[0.9375rem] text-ink-soft">{t("recorded")}</p>
          <Button look="secondary" size="sm" onClick={() => setIsWanted(true)}>
            <UserRound aria-hidden className="size-5" />
            {t("show")}
          </Button>
        </>
      )}
    </section>
  );
}

const CHANNELS = ["WEB", "TELEGRAM"] as const;

function Known({ citizen }: { citizen: CitizenPanelData }) {
  const t = useTranslations("citizen-panel");
  const channels = CHANNELS.filter((channel) => citizen.channels.includes(channel));
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-[0.9375rem]">
        <dt className="text-ink-soft">{t("name")}</dt>
        <dd className="font-semibold">{citizen.name}</dd>
        <dt className="text-ink-soft">{t("phone")}</dt>
        <dd className="tabular-nums">{citizen.phone_masked}</dd>
        <dt className="text-ink-soft">{t("language")}</dt>
        <dd>{t(`languages.${citizen.language}`)}</dd>
        <dt className="text-ink-soft">{t("channels")}</dt>
        <dd>{channels.map((channel) => t(`channel.${channel}`)).join(", ")}</dd>
      </dl>
      <h3 className="text-sm font-bold text-ink-soft">{t("earlier")}</h3>
      {citizen.earlier_sessions.length === 0 ? (
        <p className="text-[0.9375rem]">{t("noEarlier")}</p>
      ) : (
        <ul className="flex flex-col">
          {citizen.earlier_sessions.map((row) => (
            <li key={row.session_uuid}>
              <Earlier row={row} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Earlier({ row }: { row: SessionRow }) {
  const dates = useDates();
  return (
    <button
      type="button"
      onClick={() => queryParamsSet({ s: row.session_uuid })}
      className="flex min-h-11 w-full flex-wrap items-center gap-x-3 rounded-lg px-2 text-left hover:bg-brand-soft"
    >
      <span className="font-semibold tabular-nums">{row.number}</span>
      <StatusChip status={row.status} />
      <span className="text-sm text-ink-soft">{dates(row.opened_at, "dayYear")}</span>
    </button>
  );
}

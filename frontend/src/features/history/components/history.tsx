"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, type SubmitEvent, useState } from "react";

import { RoleGate } from "@/components/role-gate";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SkeletonList } from "@/components/ui/skeleton";
import { ErrorState, State } from "@/components/ui/states";
import { formWord } from "@/lib/form-words";
import { useLiveTopic } from "@/lib/live/provider";
import { SESSIONS_KEY } from "@/lib/session/use-session";

import { mySessionsQuery } from "../api/my-sessions";
import { SessionCard } from "./session-card";

const POLLED_EVERY_MS = 20_000;

type HistoryProps = {
  /** Begins a new message; it stands in another room. */ newMessage: ReactNode;
};

/** All matters of a citizen, with their status in words. */
export function History({ newMessage }: HistoryProps) {
  const t = useTranslations("history");
  return (
    <div className="shell-width flex flex-col gap-5 py-8">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-3xl font-bold">{t("title")}</h1>
        {newMessage}
      </div>
      <RoleGate kinds={["CITIZEN"]}>{() => <MySessions newMessage={newMessage} />}</RoleGate>
    </div>
  );
}

function MySessions({ newMessage }: HistoryProps) {
  const t = useTranslations("history");
  const [number, setNumber] = useState("");
  const queries = useQueryClient();
  const refresh = () => void queries.invalidateQueries({ queryKey: SESSIONS_KEY });
  const isLive = useLiveTopic("me", { onEvent: refresh, onResync: refresh });
  const list = useInfiniteQuery({
    ...mySessionsQuery(number),
    refetchInterval: isLive ? false : POLLED_EVERY_MS,
  });
  if (list.error) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <SkeletonList />;
  const rows = list.data.pages.flatMap(({ results }) => results);
  if (rows.length === 0 && number === "") {
    return (
      <State title={t("emptyTitle")} action={newMessage}>
        {t("emptyText")}
      </State>
    );
  }
  return (
    <>
      <NumberSearch onSearch={setNumber} />
      {rows.length === 0 ? <State title={t("notFound", { number })} /> : null}
      <ul className="flex flex-col gap-3">
        {rows.map((session) => (
          <li key={session.session_uuid}>
            <SessionCard session={session} />
          </li>
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button
          look="secondary"
          className="self-center"
          isBusy={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("more")}
        </Button>
      ) : null}
    </>
  );
}

function NumberSearch({ onSearch }: { onSearch: (number: string) => void }) {
  const t = useTranslations("history");
  const search = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSearch(formWord(event.currentTarget, "number").toUpperCase());
  };
  return (
    <form role="search" onSubmit={search} className="flex items-end gap-2">
      <Field name="number" label={t("search")} className="flex-1">
        {(control) => (
          <Input
            {...control}
            type="search"
            maxLength={20}
            autoCapitalize="characters"
            placeholder="YD-2611-0042"
            onChange={(event) => event.target.value === "" && onSearch("")}
          />
        )}
      </Field>
      <Button
        type="submit"
        look="secondary"
        className="size-12 shrink-0 px-0"
        aria-label={t("searchDo")}
      >
        <Search aria-hidden className="size-5" />
      </Button>
    </form>
  );
}

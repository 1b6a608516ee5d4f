"use client";

import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";

import { usePage } from "@/components/office/pager";
import type { Me } from "@/lib/auth/me";
import type { LiveEvent } from "@/lib/live/types";
import { type Watched, watchedAfter } from "@/lib/session/presence";
import { useQueryParam } from "@/lib/use-query-param";

import { countsQuery } from "./api/counts";
import { queueQuery } from "./api/sessions";
import { type Filters, rowsOf, tabOf } from "./rules";

const POLLED_MS = 6_000;
const POLLED_WHILE_LIVE_MS = 30_000;

function useFilters(): Filters {
  return {
    search: useQueryParam("q") ?? "",
    channel: useQueryParam("channel") ?? "",
    language: useQueryParam("language") ?? "",
    isOverdue: useQueryParam("overdue") === "1",
    page: usePage(),
  };
}

/** Where this person's queues are told of. */
function topicsOf(me: Me): string[] {
  const departments = me.departments.map((code) => `department:${code}`);
  const operators = me.kind === "OPERATOR" && me.district ? [`operators:${me.district}`] : [];
  return ["me", ...operators, ...departments];
}

/** The chosen queue as the address names it, live or polled. */
export function useQueue(me: Me) {
  const tab = tabOf(useQueryParam("tab"));
  const filters = useFilters();
  const [liveTopics, setLiveTopics] = useState<readonly string[]>([]);
  const [watched, setWatched] = useState<Watched>({});
  const onLive = useCallback(
    (topic: string, isLive: boolean) => {
      // Whoever left while nothing was heard will not be told of: those who look say so again.
      if (!isLive) setWatched({});
      setLiveTopics((before) => {
        const others = before.filter((other) => other !== topic);
        return isLive ? [...others, topic] : others;
      });
    },
    [setWatched],
  );
  const hasQueue = liveTopics.some((topic) => topic !== "me");
  const refetchInterval = hasQueue ? POLLED_WHILE_LIVE_MS : POLLED_MS;
  const query = useQuery({ ...queueQuery(tab, filters), refetchInterval });
  const { data: counts } = useQuery({ ...countsQuery, refetchInterval });
  const rows = query.data ? rowsOf(tab, query.data.rows) : null;
  return {
    tab,
    filters,
    query,
    rows,
    counts,
    topics: topicsOf(me),
    onLive,
    watched,
    onPresence: (event: LiveEvent) => setWatched((before) => watchedAfter(before, event)),
  };
}

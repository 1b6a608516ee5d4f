"use client";

import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";

import type { Me } from "@/lib/auth/me";
import { useQueryParam } from "@/lib/use-query-param";

import { countsQuery } from "./api/counts";
import { queueQuery } from "./api/sessions";
import { type Filters, rowsOf, tabOf } from "./rules";

const POLLED_MS = 6_000;
const POLLED_WHILE_LIVE_MS = 30_000;

function useFilters(): Filters {
  const page = Number(useQueryParam("page") ?? 1);
  return {
    search: useQueryParam("q") ?? "",
    channel: useQueryParam("channel") ?? "",
    language: useQueryParam("language") ?? "",
    isOverdue: useQueryParam("overdue") === "1",
    page: Number.isInteger(page) && page > 0 ? page : 1,
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
  const onLive = useCallback((topic: string, isLive: boolean) => {
    setLiveTopics((before) => {
      const others = before.filter((other) => other !== topic);
      return isLive ? [...others, topic] : others;
    });
  }, []);
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
  };
}

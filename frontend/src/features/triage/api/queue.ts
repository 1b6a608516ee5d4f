import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, type Schemas, take } from "@/lib/api/client";
import { SESSIONS_KEY } from "@/lib/session/use-session";

import { oldestFirst, type TriageRow } from "../rules";

/** Both queues of an operator. */
export const TRIAGE_KEY = [...SESSIONS_KEY, "triage"] as const;
export type QueuePage = { rows: TriageRow[]; count: number };

const PAGE_SIZE = 100;
const OPEN = ["WAITING", "ACTIVE"] as const;

/** What the pipeline could not decide, oldest first (P20). */
export const unsureQuery = queryOptions({
  queryKey: [...TRIAGE_KEY, "unsure"],
  queryFn: async ({ signal }): Promise<QueuePage> => {
    const params = { query: { page_size: PAGE_SIZE } };
    const { results, count } = await take(api.GET("/api/v1/operator-queue", { params, signal }));
    return { rows: results, count };
  },
  placeholderData: keepPreviousData,
});

/** What nobody has answered in a day, oldest first (P27). */
export const overdueQuery = queryOptions({
  queryKey: [...TRIAGE_KEY, "overdue"],
  queryFn: async ({ signal }): Promise<QueuePage> => {
    const ask = (status: Schemas["SessionStatusEnum"]) => {
      const query = { status, is_overdue: true, is_oldest_first: true, page_size: PAGE_SIZE };
      return take(api.GET("/api/v1/sessions", { params: { query }, signal }));
    };
    const pages = await Promise.all(OPEN.map(ask));
    return {
      rows: oldestFirst(pages.flatMap(({ results }) => results)),
      count: pages.reduce((sum, page) => sum + page.count, 0),
    };
  },
  placeholderData: keepPreviousData,
});

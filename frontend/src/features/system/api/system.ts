import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, take } from "@/lib/api/client";

import { type AuditFilters, type JobCount, wantedOf } from "../rules";

const POLLED_MS = 10_000;

/** Stages of the last minutes, and what waits now. */
export function healthQuery(minutes: number) {
  return queryOptions({
    queryKey: ["health", minutes],
    queryFn: async ({ signal }) => {
      const params = { query: { minutes } };
      const health = await take(api.GET("/api/v1/pipeline-health", { params, signal }));
      return { ...health, jobs: health.jobs as unknown as JobCount[] };
    },
    refetchInterval: POLLED_MS,
    placeholderData: keepPreviousData,
  });
}

/** The audit log from its end, a hundred entries at a time. */
export function auditQuery(filters: AuditFilters) {
  return infiniteQueryOptions({
    queryKey: ["audit", filters],
    initialPageParam: null as number | null,
    queryFn: ({ signal, pageParam }) => {
      const params = { query: wantedOf(filters, pageParam) };
      return take(api.GET("/api/v1/audit", { params, signal }));
    },
    getNextPageParam: (page) => page.next_before_id,
  });
}

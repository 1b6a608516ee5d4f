import { queryOptions } from "@tanstack/react-query";

import { api, take } from "@/lib/api/client";
import { takeIfThere } from "@/lib/api/newer";

const KEPT_FOR_MS = 10 * 60_000;
const CANNED_MAX = 100;

/** The departments that a session may be moved to. */
export const departmentsQuery = queryOptions({
  queryKey: ["departments"],
  queryFn: ({ signal }) => take(api.GET("/api/v1/departments", { signal })),
  staleTime: KEPT_FOR_MS,
});

/** What a department says often, in every language (P29). */
export function cannedQuery(code: string | null) {
  return queryOptions({
    queryKey: ["canned", code],
    enabled: code !== null,
    queryFn: async ({ signal }) => {
      const params = { path: { code: code ?? "" }, query: { page_size: CANNED_MAX } };
      const page = await take(
        api.GET("/api/v1/departments/{code}/canned-replies", { params, signal }),
      );
      return page.results;
    },
    staleTime: KEPT_FOR_MS,
  });
}

export type Colleague = { user_uuid: string; name: string; username: string };

/** Who works in a department; null where the server does not say. */
export function colleaguesQuery(code: string, isWanted: boolean) {
  return queryOptions({
    queryKey: ["colleagues", code],
    enabled: isWanted,
    queryFn: async ({ signal }) => {
      const path = `/api/v1/departments/${encodeURIComponent(code)}/staff`;
      const found = await takeIfThere<Colleague[] | { results: Colleague[] }>(path, { signal });
      return found === null || Array.isArray(found) ? found : found.results;
    },
  });
}

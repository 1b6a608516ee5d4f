import { queryOptions } from "@tanstack/react-query";

import { api, type Schemas, take } from "@/lib/api/client";

const KEPT_FOR_MS = 10 * 60_000;
const CANNED_MAX = 100;

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

export type Colleague = Schemas["StaffReply"];

/** Who works in a department. */
export function colleaguesQuery(code: string, isWanted: boolean) {
  return queryOptions({
    queryKey: ["colleagues", code],
    enabled: isWanted,
    queryFn: ({ signal }) => {
      const params = { path: { code } };
      return take(api.GET("/api/v1/departments/{code}/staff", { params, signal }));
    },
  });
}

import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, take } from "@/lib/api/client";
import { SESSIONS_KEY } from "@/lib/session/use-session";

import { type Filters, type InboxTab, wantedOf } from "../rules";

/** One page of a queue. */
export function queueQuery(tab: InboxTab, filters: Filters) {
  const query = wantedOf(tab, filters);
  return queryOptions({
    queryKey: [...SESSIONS_KEY, "inbox", query],
    queryFn: async ({ signal }) => {
      const found = await take(api.GET("/api/v1/sessions", { params: { query }, signal }));
      return { count: found.count, rows: found.results };
    },
    placeholderData: keepPreviousData,
  });
}

import { infiniteQueryOptions } from "@tanstack/react-query";

import { api, take } from "@/lib/api/client";
import { SESSIONS_KEY } from "@/lib/session/use-session";

/** The person's own sessions, newest first; `number` narrows them to one. */
export function mySessionsQuery(number: string) {
  return infiniteQueryOptions({
    queryKey: [...SESSIONS_KEY, "my", number],
    queryFn: ({ pageParam, signal }) => {
      const query = { page: pageParam, ...(number ? { number } : {}) };
      return take(api.GET("/api/v1/sessions", { params: { query }, signal }));
    },
    initialPageParam: 1,
    getNextPageParam: (page, _pages, at) => (page.next ? at + 1 : undefined),
  });
}

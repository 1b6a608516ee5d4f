import { queryOptions } from "@tanstack/react-query";

import { api, type Schemas, take } from "@/lib/api/client";
import { SESSIONS_KEY } from "@/lib/session/use-session";

export type QueueCounts = Schemas["QueueCountsReply"];

/** How many sessions stand in each queue. */
export const countsQuery = queryOptions({
  queryKey: [...SESSIONS_KEY, "counts"],
  queryFn: ({ signal }) => take(api.GET("/api/v1/queue-counts", { signal })),
});

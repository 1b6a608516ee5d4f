import { queryOptions } from "@tanstack/react-query";

import { takeIfThere } from "@/lib/api/newer";
import { SESSIONS_KEY } from "@/lib/session/use-session";

export type QueueCounts = {
  unassigned: number;
  mine: number;
  held: number;
  overdue: number;
  closed: number;
};

/** How many sessions stand in each queue. */
export const countsQuery = queryOptions({
  queryKey: [...SESSIONS_KEY, "counts"],
  queryFn: ({ signal }) => takeIfThere<QueueCounts>("/api/v1/queue-counts", { signal }),
});

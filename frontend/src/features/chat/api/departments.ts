import { queryOptions } from "@tanstack/react-query";

import { api, take } from "@/lib/api/client";

const KEPT_FOR_MS = 60 * 60_000;

/** The departments of the citizen's district, with what each one does. */
export const departmentsQuery = queryOptions({
  queryKey: ["departments"],
  queryFn: ({ signal }) => take(api.GET("/api/v1/departments", { signal })),
  staleTime: KEPT_FOR_MS,
});

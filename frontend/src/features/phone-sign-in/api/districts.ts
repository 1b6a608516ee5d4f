import { queryOptions } from "@tanstack/react-query";

import { api, take } from "@/lib/api/client";

const KEPT_FOR_MS = 60 * 60_000;

export const districtsQuery = queryOptions({
  queryKey: ["districts"],
  queryFn: ({ signal }) => take(api.GET("/api/v1/places", { signal })),
  staleTime: KEPT_FOR_MS,
});

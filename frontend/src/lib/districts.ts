"use client";

/** The districts that anybody may name. */

import { queryOptions, useQuery } from "@tanstack/react-query";

import { api, take } from "@/lib/api/client";

const KEPT_FOR_MS = 60 * 60_000;

export const placesQuery = queryOptions({
  queryKey: ["places"],
  queryFn: ({ signal }) => take(api.GET("/api/v1/places", { signal })),
  staleTime: KEPT_FOR_MS,
});

/** Returns what names a district of which only the code is known. */
export function useDistrictNameOf(): (code: string) => string {
  const { data = [] } = useQuery(placesQuery);
  return (code) => data.find((place) => place.code === code)?.name ?? code;
}

import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, take } from "@/lib/api/client";

import { type Filters, wantedOf } from "../rules";

/** The figures of a period that the viewer may see. */
export function statisticsQuery(filters: Filters) {
  const query = wantedOf(filters);
  return queryOptions({
    queryKey: ["statistics", query],
    queryFn: ({ signal }) => take(api.GET("/api/v1/statistics", { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** Where one table of the same figures is handed out for a spreadsheet. */
export function exportPath(filters: Filters, table: string): string {
  const query = new URLSearchParams({ ...wantedOf(filters), table });
  return `/api/v1/statistics/export?${query.toString()}`;
}

import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { PAGE_SIZE } from "@/components/office/pager";
import { api, take } from "@/lib/api/client";

import { type Filters, wantedOf } from "../rules";

const KEY = ["corrections"] as const;

/** One page of the log, newest first. */
export function correctionsLogQuery(filters: Filters) {
  const query = wantedOf(filters, PAGE_SIZE);
  return queryOptions({
    queryKey: [...KEY, "log", query],
    queryFn: ({ signal }) => take(api.GET("/api/v1/corrections", { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** Lets a held correction count, takes one back, or all of one author (P31, P32, S24). */
export function useReview() {
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: KEY });
  const path = (correction_uuid: string) => ({ params: { path: { correction_uuid } } });
  const approve = useMutation({
    mutationFn: (uuid: string) =>
      take(api.POST("/api/v1/corrections/{correction_uuid}/approve", path(uuid))),
    onSettled,
  });
  const undo = useMutation({
    mutationFn: (uuid: string) =>
      take(api.POST("/api/v1/corrections/{correction_uuid}/undo", path(uuid))),
    onSettled,
  });
  const undoAll = useMutation({
    mutationFn: (author_uuid: string) =>
      take(api.POST("/api/v1/corrections/undo", { body: { author_uuid } })),
    onSettled,
  });
  return { approve, undo, undoAll };
}

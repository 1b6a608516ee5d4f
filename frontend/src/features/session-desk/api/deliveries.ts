import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, take } from "@/lib/api/client";

import { isUnderWay } from "../rules";

const ASKED_AGAIN_MS = 3_000;

/** How far answers got; asked again after each message, and while one is under way. */
export function deliveriesQuery(sessionUuid: string, lastSequence: number) {
  return queryOptions({
    queryKey: ["deliveries", sessionUuid, lastSequence],
    queryFn: ({ signal }) => {
      const params = { path: { session_uuid: sessionUuid } };
      return take(api.GET("/api/v1/sessions/{session_uuid}/deliveries", { params, signal }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? ASKED_AGAIN_MS : false),
  });
}

import { queryOptions } from "@tanstack/react-query";

import { api, type Schemas, take } from "@/lib/api/client";

export type CitizenPanelData = Schemas["CitizenPanelReply"];

/** Who wrote. Each look is written down (P39), so that it is asked for once, and by hand. */
export function citizenQuery(sessionUuid: string, isWanted: boolean) {
  return queryOptions({
    queryKey: ["citizen", sessionUuid],
    enabled: isWanted,
    staleTime: Infinity,
    queryFn: ({ signal }) => {
      const params = { path: { session_uuid: sessionUuid } };
      return take(api.GET("/api/v1/sessions/{session_uuid}/citizen", { params, signal }));
    },
  });
}

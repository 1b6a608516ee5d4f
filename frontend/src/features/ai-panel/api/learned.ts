import { queryOptions } from "@tanstack/react-query";

import { api, type Schemas, take } from "@/lib/api/client";

/** The past corrections that voted in the last run of a session. */
export function votersQuery(sessionUuid: string) {
  return queryOptions({
    queryKey: ["voters", sessionUuid],
    queryFn: ({ signal }) => {
      const params = { path: { session_uuid: sessionUuid } };
      return take(api.GET("/api/v1/sessions/{session_uuid}/voters", { params, signal }));
    },
  });
}

export type CorrectionRow = Schemas["CorrectionLogReply"];

const TEACHES_EVERY_MS = 2_000;

/** How the department of a session was corrected before, the last first; asked again until learned. */
export function correctionsQuery(sessionUuid: string) {
  return queryOptions({
    queryKey: ["corrections", sessionUuid],
    queryFn: async ({ signal }) => {
      const params = { query: { session_uuid: sessionUuid } };
      return (await take(api.GET("/api/v1/corrections", { params, signal }))).results;
    },
    refetchInterval: ({ state }) =>
      state.data?.some((row) => row.teach_state === "PENDING") ? TEACHES_EVERY_MS : false,
  });
}

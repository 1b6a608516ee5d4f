import { queryOptions } from "@tanstack/react-query";

import { takeIfThere } from "@/lib/api/newer";

export type Voter = {
  point_uuid: string;
  department: string;
  version: number;
  is_undone: boolean;
  number: string | null;
};

/** The past corrections that voted in the last run of a session. */
export function votersQuery(sessionUuid: string) {
  const path = `/api/v1/sessions/${encodeURIComponent(sessionUuid)}/voters`;
  return queryOptions({
    queryKey: ["voters", sessionUuid],
    queryFn: async ({ signal }) => (await takeIfThere<Voter[]>(path, { signal })) ?? [],
  });
}

export type CorrectionRow = {
  correction_uuid: string;
  previous_department: string | null;
  department: string;
  reason: string;
  author: string;
  teach_state: "PENDING" | "TAUGHT" | "SUPERSEDED" | "FAILED" | "REMOVED";
  effect: { fixes?: number; breaks?: number } | null;
  created_at: string;
};

/** How the department of a session was corrected before, the last first. */
export function correctionsQuery(sessionUuid: string) {
  return queryOptions({
    queryKey: ["corrections", sessionUuid],
    queryFn: async ({ signal }) => {
      const params = { query: { session_uuid: sessionUuid } };
      const page = await takeIfThere<{ results: CorrectionRow[] }>("/api/v1/corrections", {
        params,
        signal,
      });
      return page?.results ?? [];
    },
  });
}

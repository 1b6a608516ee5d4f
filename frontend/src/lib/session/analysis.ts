/** What the pipeline saw in a session and chose (P19). */

import { queryOptions } from "@tanstack/react-query";

import { api, type Schemas, take } from "@/lib/api/client";
import { isApiError } from "@/lib/api/errors";

export type Candidate = {
  department_id: string;
  code: string;
  name: string;
  description: string;
  similarity: number;
};

/** Seconds since the graph received the call; waiting and service apart (P12). */
export type StageTiming = {
  stage: string;
  started_s: number;
  queue_wait_s: number;
  batch_wait_s: number;
  service_s: number;
  outcome: string;
};

export type Analysis = Omit<Schemas["AnalysisReply"], "candidates" | "timings"> & {
  candidates: Candidate[];
  timings: StageTiming[];
};

/** The last analysis of a session; null while there is none. */
export function analysisQuery(sessionUuid: string) {
  return queryOptions({
    queryKey: ["analysis", sessionUuid],
    queryFn: async ({ signal }): Promise<Analysis | null> => {
      const params = { path: { session_uuid: sessionUuid } };
      try {
        const found = await take(
          api.GET("/api/v1/sessions/{session_uuid}/analysis", { params, signal }),
        );
        // The schema leaves the rows open; their shape is the graph's contract.
        return found as unknown as Analysis;
      } catch (error) {
        if (isApiError(error) && error.status === 404) return null;
        throw error;
      }
    },
  });
}

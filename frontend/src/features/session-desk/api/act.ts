import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, take } from "@/lib/api/client";
import type { SessionDetail } from "@/lib/session/rules";
import { sessionKey, SESSIONS_KEY } from "@/lib/session/use-session";

export const OUTCOMES = ["RESOLVED", "EXPLAINED", "REDIRECTED", "REFUSED", "DUPLICATE"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type Act =
  | { name: "pick" | "hold" | "unhold" | "release" | "reopen" }
  | { name: "end"; outcome: Outcome; session_version: number }
  | { name: "reassign"; staff_uuid: string };

function call(sessionUuid: string, act: Act) {
  const params = { path: { session_uuid: sessionUuid } };
  switch (act.name) {
    case "end": {
      const body = { outcome: act.outcome, session_version: act.session_version };
      return api.POST("/api/v1/sessions/{session_uuid}/end", { params, body });
    }
    case "reassign": {
      const body = { staff_uuid: act.staff_uuid };
      return api.POST("/api/v1/sessions/{session_uuid}/reassign", { params, body });
    }
    case "pick":
      return api.POST("/api/v1/sessions/{session_uuid}/pick", { params, body: {} });
    case "hold":
      return api.POST("/api/v1/sessions/{session_uuid}/hold", { params, body: {} });
    case "unhold":
      return api.POST("/api/v1/sessions/{session_uuid}/unhold", { params, body: {} });
    case "release":
      return api.POST("/api/v1/sessions/{session_uuid}/release", { params, body: {} });
    case "reopen":
      return api.POST("/api/v1/sessions/{session_uuid}/reopen", { params, body: {} });
  }
}

/** What is done to a session; a refusal may mean that somebody was faster: it is loaded again. */
export function useAct(sessionUuid: string) {
  const queries = useQueryClient();
  const key = sessionKey(sessionUuid);
  return useMutation({
    mutationFn: (act: Act) => take<SessionDetail>(call(sessionUuid, act)),
    onSuccess: (session) => queries.setQueryData<SessionDetail>(key, session),
    onError: () => queries.invalidateQueries({ queryKey: key }),
    onSettled: () => queries.invalidateQueries({ queryKey: SESSIONS_KEY }),
  });
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { api, take } from "@/lib/api/client";

import { SESSIONS_KEY } from "./use-session";

/** Notes how far this person has read, while they look (P29). */
export function useRead(sessionUuid: string, lastSequence: number): void {
  const queries = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (sequence: number) =>
      take(
        api.POST("/api/v1/sessions/{session_uuid}/read", {
          params: { path: { session_uuid: sessionUuid } },
          body: { sequence },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: SESSIONS_KEY }),
  });
  useEffect(() => {
    if (document.visibilityState === "visible") mutate(lastSequence);
  }, [mutate, lastSequence]);
}

import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, type Schemas, take } from "@/lib/api/client";
import { sessionKey, SESSIONS_KEY } from "@/lib/session/use-session";

export type Correction = { department: string; reason: string; session_version: number };

function useSaid(sessionUuid: string) {
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries({ queryKey: sessionKey(sessionUuid) });
    await queries.invalidateQueries({ queryKey: SESSIONS_KEY });
    await queries.invalidateQueries({ queryKey: ["corrections", sessionUuid] });
  };
}

/** Says that the department is right (P24). */
export function useConfirm(sessionUuid: string) {
  const onSettled = useSaid(sessionUuid);
  return useMutation({
    mutationFn: (session_version: number) =>
      take(
        api.POST("/api/v1/sessions/{session_uuid}/confirmations", {
          params: { path: { session_uuid: sessionUuid } },
          body: { session_version },
        }),
      ),
    onSettled,
  });
}

type Corrected = Schemas["CorrectionReply"];

/**
 * Moves the session to the right department and teaches the router (P25, P30). `onMoved` is called
 * also when the session has left the screen before the answer came.
 */
export function useCorrect(sessionUuid: string, onMoved: (correction: Corrected) => void) {
  const onSettled = useSaid(sessionUuid);
  return useMutation({
    mutationFn: (body: Correction) =>
      take(
        api.POST("/api/v1/sessions/{session_uuid}/corrections", {
          params: { path: { session_uuid: sessionUuid } },
          body,
        }),
      ),
    onSuccess: onMoved,
    onSettled,
  });
}

type Heard = { onSuccess: () => void; onError: (error: unknown) => void };

/** Takes back what a correction taught; the session stays where it is (P32). */
export function useUnteach(sessionUuid: string, heard: Heard) {
  const onSettled = useSaid(sessionUuid);
  return useMutation({
    mutationFn: (correction_uuid: string) =>
      take(
        api.POST("/api/v1/corrections/{correction_uuid}/undo", {
          params: { path: { correction_uuid } },
        }),
      ),
    ...heard,
    onSettled,
  });
}

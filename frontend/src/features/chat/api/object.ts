import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, take } from "@/lib/api/client";
import { sessionKey } from "@/lib/session/use-session";

/** Says that the department is not the right one; people decide, nothing moves by itself. */
export function useObject(sessionUuid: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      take(
        api.POST("/api/v1/sessions/{session_uuid}/objections", {
          params: { path: { session_uuid: sessionUuid } },
          body: { reason },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: sessionKey(sessionUuid) }),
  });
}

import { useMutation } from "@tanstack/react-query";

import { api, take } from "@/lib/api/client";

export type Opinion = { stars: number; comment: string };

export function useRate(sessionUuid: string) {
  return useMutation({
    mutationFn: (body: Opinion) =>
      take(
        api.POST("/api/v1/sessions/{session_uuid}/rating", {
          params: { path: { session_uuid: sessionUuid } },
          body,
        }),
      ),
  });
}

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, take } from "@/lib/api/client";
import { meForget } from "@/lib/auth/me";

const KEY = ["sign-ins"];

/** Where the person is signed in. */
export const signInsQuery = queryOptions({
  queryKey: KEY,
  queryFn: ({ signal }) => take(api.GET("/api/v1/auth/sessions", { signal })),
});

export function useSignInEnd() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (signInUuid: string) =>
      take(
        api.DELETE("/api/v1/auth/sessions/{sign_in_uuid}", {
          params: { path: { sign_in_uuid: signInUuid } },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

export function useSignOutEverywhere() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => take(api.POST("/api/v1/auth/sign-out-everywhere")),
    onSuccess: () => meForget(queries),
  });
}

import { useMutation } from "@tanstack/react-query";

import { api, take } from "@/lib/api/client";

export type Credentials = { username: string; password: string; code: string };

export function useSignIn() {
  return useMutation({
    mutationFn: (body: Credentials) => take(api.POST("/api/v1/auth/sign-in", { body })),
  });
}

import { useMutation } from "@tanstack/react-query";

import { api, type Schemas, take } from "@/lib/api/client";

export type Challenge = Schemas["CodeAskReply"] & { askedAtMs: number };
type Register = Schemas["RegisterRequestRequest"];

export function useCodeAsk() {
  return useMutation({
    mutationFn: async (phone: string): Promise<Challenge> => {
      const asked = await take(api.POST("/api/v1/auth/code/request", { body: { phone } }));
      return { ...asked, askedAtMs: Date.now() };
    },
  });
}

export function useCodeVerify() {
  return useMutation({
    mutationFn: (body: { challenge_uuid: string; phone: string; code: string }) =>
      take(api.POST("/api/v1/auth/code/verify", { body })),
  });
}

export function useRegister() {
  return useMutation({
    mutationFn: (body: Register) => take(api.POST("/api/v1/auth/register", { body })),
  });
}

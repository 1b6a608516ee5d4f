"use client";

/** Who is signed in, as the whole app knows it. */

import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, mayBeSignedIn, type Schemas, signedOutNote, take } from "@/lib/api/client";
import { isApiError } from "@/lib/api/errors";

export type Me = Schemas["MeReply"];
export type Kind = Me["kind"];
export const ME_KEY = ["me"] as const;

const ASKED_AGAIN_AFTER_MS = 5 * 60_000;

export type AuthState =
  | { status: "pending"; me: null }
  | { status: "anonymous"; me: null }
  | { status: "signed-in"; me: Me }
  | { status: "unknown"; me: null; error: unknown };

async function meGet({ signal }: { signal: AbortSignal }): Promise<Me | null> {
  // Asking as nobody would only put a 401 into the console of every visitor.
  if (!mayBeSignedIn()) return null;
  try {
    return await take(api.GET("/api/v1/auth/me", { signal }));
  } catch (error) {
    if (!isApiError(error) || error.status !== 401) throw error;
    signedOutNote();
    return null;
  }
}

export function useAuth(): AuthState {
  const query = useQuery({ queryKey: ME_KEY, queryFn: meGet, staleTime: ASKED_AGAIN_AFTER_MS });
  if (query.data) return { status: "signed-in", me: query.data };
  if (query.data === null) return { status: "anonymous", me: null };
  if (query.isError) return { status: "unknown", me: null, error: query.error };
  return { status: "pending", me: null };
}

/** Takes over a person who has just proved who they are. */
export function meSet(client: QueryClient, me: Me): void {
  client.setQueryData(ME_KEY, me);
}

/** Forgets everything that belonged to the person who was signed in. */
export function meForget(client: QueryClient): void {
  signedOutNote();
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== ME_KEY[0] });
  client.setQueryData(ME_KEY, null);
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => take(api.POST("/api/v1/auth/sign-out")),
    onSuccess: () => meForget(client),
  });
}

import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { isApiError } from "./errors";

const RETRIES_MAX = 2;
const FRESH_FOR_MS = 15_000;

/** What the whole app keeps of the server; `onSignedOut` is told when a session has ended. */
export function queryClientMake(onSignedOut: (client: QueryClient) => void): QueryClient {
  const onError = (error: unknown) => {
    if (isApiError(error) && error.isSignedOut) onSignedOut(client);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_FOR_MS,
        retry: (failures, error) =>
          failures < RETRIES_MAX && isApiError(error) && error.isTransient,
      },
      // A write is repeated by the person who sees that it failed, never by itself.
      // Without a network it fails at once instead of waiting in silence.
      mutations: { retry: false, networkMode: "always" },
    },
  });
  return client;
}

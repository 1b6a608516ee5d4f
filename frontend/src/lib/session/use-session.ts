"use client";

/** One session with its messages: loaded once, then kept fresh by live events, else by polling. */

import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, take } from "@/lib/api/client";
import { useLiveTopic } from "@/lib/live/provider";
import type { EventFrame, LiveEvent } from "@/lib/live/types";

import { type SessionDetail, sessionNewer, sessionPatch } from "./rules";

const POLLED_EVERY_MS = 4_000;

export const SESSIONS_KEY = ["sessions"] as const;

export function sessionKey(sessionUuid: string) {
  return ["session", sessionUuid] as const;
}

export function sessionQuery(sessionUuid: string) {
  return queryOptions({
    queryKey: sessionKey(sessionUuid),
    queryFn: ({ signal }) =>
      take(
        api.GET("/api/v1/sessions/{session_uuid}", {
          params: { path: { session_uuid: sessionUuid } },
          signal,
        }),
      ),
    structuralSharing: (before, after) =>
      sessionNewer(before as SessionDetail | undefined, after as SessionDetail),
  });
}

/**
 * Follows a session. `onPassing` is told what is never kept: progress, typing, presence.
 * `isGone` says that access ended while it was shown.
 */
export function useSession(sessionUuid: string, onPassing?: (event: LiveEvent) => void) {
  const queries = useQueryClient();
  const [isGone, setIsGone] = useState(false);
  const key = sessionKey(sessionUuid);
  const cached = queries.getQueryData<SessionDetail>(key);
  const isLive = useLiveTopic(
    cached ? `session:${sessionUuid}` : null,
    {
      onEvent: (frame) => (frame.sequence === null ? onPassing?.(frame.event) : apply(frame)),
      onResync: () => void queries.invalidateQueries({ queryKey: key }),
      onGone: () => setIsGone(true),
    },
    cached ? cached.sequence : null,
  );
  const query = useQuery({
    ...sessionQuery(sessionUuid),
    refetchInterval: isLive ? false : POLLED_EVERY_MS,
  });

  function apply({ event, sequence }: EventFrame): void {
    const before = queries.getQueryData<SessionDetail>(key);
    const after = before ? sessionPatch(before, event, sequence) : null;
    if (after) queries.setQueryData(key, after);
    else void queries.invalidateQueries({ queryKey: key });
    void queries.invalidateQueries({ queryKey: SESSIONS_KEY });
  }

  return { ...query, isLive, isGone };
}

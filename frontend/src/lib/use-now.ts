"use client";

import { useCallback, useSyncExternalStore } from "react";

/** The time in steps of `everyMs`; null until the page is alive, so that builds agree. */
export function useNow(everyMs: number): number | null {
  const follow = useCallback(
    (tell: () => void) => {
      const timer = setInterval(tell, everyMs);
      return () => clearInterval(timer);
    },
    [everyMs],
  );
  // Read while drawing: what depends on the time stands at once where it will stay.
  return useSyncExternalStore(
    follow,
    () => Math.floor(Date.now() / everyMs) * everyMs,
    () => null,
  );
}

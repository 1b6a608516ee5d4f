/** What the connection banner says, and after how long. */

import type { LiveState } from "./client";

/** Shorter interruptions are nobody's business. */
export const BANNER_AFTER_MS = 1_500;

export type Banner = "offline" | "reconnecting" | null;

/** A tab that was never live keeps silent: sockets are blocked there, and polling does the work. */
export function bannerOf(state: LiveState, isOnline: boolean): Banner {
  if (!isOnline || state.status === "offline") return "offline";
  const isAway = state.status === "waiting" || state.status === "connecting";
  return isAway && state.wasOpen ? "reconnecting" : null;
}

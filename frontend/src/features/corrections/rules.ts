/** What became of a correction: learned or not, and why not (O2, P30 to P32). */

import type { Tone } from "@/components/ui/chip";
import type { Schemas } from "@/lib/api/client";

export type Correction = Schemas["CorrectionLogReply"];
export type TeachState = Correction["teach_state"];

export const STATES = [
  "HELD",
  "PENDING",
  "TAUGHT",
  "SUPERSEDED",
  "FAILED",
  "REMOVED",
] as const satisfies readonly TeachState[];

const TONES: Record<TeachState, Tone> = {
  PENDING: "brand",
  HELD: "warn",
  TAUGHT: "ok",
  SUPERSEDED: "neutral",
  FAILED: "bad",
  REMOVED: "neutral",
};

export function toneOf({ teach_state, undone_at }: Correction): Tone {
  return undone_at === null ? TONES[teach_state] : "neutral";
}

/** A correction that waits for somebody above (P31). */
export function isHeld({ teach_state, undone_at }: Correction): boolean {
  return teach_state === "HELD" && undone_at === null;
}

export type Effect = { neighbours: number; fixes: number; breaks: number };

/** What was measured with and without it; null while nothing was. */
export function effectOf({ effect }: Correction): Effect | null {
  if (!effect) return null;
  const { neighbours = 0, fixes = [], breaks = [] } = effect;
  return { neighbours, fixes: fixes.length, breaks: breaks.length };
}

export type Filters = { state: string; department: string; isUndone: boolean; page: number };

/** What the server is asked for; only what narrows. */
export function wantedOf({ state, department, isUndone, page }: Filters, pageSize: number) {
  const found = STATES.find((one) => one === state);
  return {
    ...(found ? { teach_state: found } : {}),
    ...(department ? { department } : {}),
    ...(isUndone ? { is_undone: true } : {}),
    page,
    page_size: pageSize,
  };
}

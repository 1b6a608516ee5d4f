/** What a citizen is shown of where the matter stands. */

import type { SessionDetail } from "@/lib/session/rules";

export const STEPS = ["received", "checked", "routed", "joined"] as const;
export type Step = (typeof STEPS)[number];
export type StepState = "done" | "current" | "ahead";

/** How far the pipeline says it is (live, not kept). */
export type Progress = "received" | "processing" | "checked" | "searched" | "deciding" | "routed";

/** The number of steps that are behind, from the session alone. */
function stepsDone(session: SessionDetail, progress: Progress | null): number {
  const { status, is_locked } = session;
  if (!is_locked || status === "CLOSED") return STEPS.length;
  if (status === "WAITING" || status === "ACTIVE") return 3;
  if (status === "NEEDS_OPERATOR") return 2;
  if (status === "QUARANTINED") return 1;
  const isChecked = progress !== null && !["received", "processing"].includes(progress);
  return isChecked ? 2 : 1;
}

export function stepStates(
  session: SessionDetail,
  progress: Progress | null,
): Record<Step, StepState> {
  const done = stepsDone(session, progress);
  const state = (at: number): StepState => (at < done ? "done" : at === done ? "current" : "ahead");
  return Object.fromEntries(STEPS.map((step, at) => [step, state(at)])) as Record<Step, StepState>;
}

/** Which explanation stands above the chat while nobody has answered. */
export type Waiting = "routing" | "operator" | "review" | "staff" | "moved" | null;

export function waitingOf(session: SessionDetail): Waiting {
  if (session.status === "CLOSED" || !session.is_locked) return null;
  const wasMoved = session.messages.some(({ notice }) => notice === "SESSION_MOVED");
  switch (session.status) {
    case "ROUTING":
      return "routing";
    case "QUARANTINED":
      return "review";
    case "NEEDS_OPERATOR":
      return "operator";
    default:
      return wasMoved ? "moved" : "staff";
  }
}

export type Outgoing = {
  clientMessageId: string;
  text: string;
  files: readonly File[];
  at: string;
  isFailed: boolean;
};

/** What is still on its way: a message that the server shows already is not. */
export function stillOutgoing(
  outgoing: readonly Outgoing[],
  savedIds: ReadonlyMap<string, string>,
  session: SessionDetail,
): Outgoing[] {
  const shown = new Set(session.messages.map(({ message_uuid }) => message_uuid));
  return outgoing.filter(({ clientMessageId }) => {
    const saved = savedIds.get(clientMessageId);
    return saved === undefined || !shown.has(saved);
  });
}

/** The stages of the pipeline, in their order, and how their times are compared (P12 to P18). */

export const STAGES = [
  "language",
  "injection",
  "embedding",
  "search",
  "prompt",
  "decision",
  "learning",
] as const;
export type Stage = (typeof STAGES)[number];

export function stageOf(word: string): Stage | null {
  return STAGES.find((stage) => stage === word) ?? null;
}

/** As the pipeline runs them; stages that this page does not know come last. */
export function inOrder<Row extends { stage: string }>(rows: readonly Row[]): Row[] {
  const place = ({ stage }: Row) => {
    const known = stageOf(stage);
    return known ? STAGES.indexOf(known) : STAGES.length;
  };
  return [...rows].sort((one, other) => place(one) - place(other));
}

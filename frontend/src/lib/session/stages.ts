/** The order of the pipeline (P12 to P18). */
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

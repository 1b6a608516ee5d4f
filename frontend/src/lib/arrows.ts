/** The keys of a list that a text field leads. */

const STEPS = new Map([
  ["ArrowDown", 1],
  ["ArrowUp", -1],
]);

/** The place that an arrow leads to, the ends being joined; null for any other key. */
export function placeAfter(key: string, place: number, count: number): number | null {
  const step = STEPS.get(key);
  if (step === undefined) return null;
  return count === 0 ? 0 : (place + step + count) % count;
}

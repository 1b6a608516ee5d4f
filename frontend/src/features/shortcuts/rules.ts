/** The keys of the desk, and what the palette finds (S7). */

import { folded } from "@/lib/folded";

export const KEYS = [
  ["next", "J"],
  ["previous", "K"],
  ["inbox", "G I"],
  ["take", "T"],
  ["verify", "V"],
  ["reply", "R"],
  ["note", "N"],
  ["canned", "/"],
  ["hold", "H"],
  ["end", "E"],
  ["help", "?"],
] as const;

export type Item = { id: string; label: string; hint: string; run: () => void };

/** What a text means: every word of it stands in the label or the hint. */
export function itemsFound(items: readonly Item[], text: string): Item[] {
  const words = folded(text).split(/\s+/);
  return items.filter(({ label, hint }) => {
    const said = folded(`${label} ${hint}`);
    return words.every((word) => said.includes(word));
  });
}

/** The place of the next item when an arrow is pressed: the ends are joined. */
export function placeAfter(place: number, step: 1 | -1, count: number): number {
  return count === 0 ? 0 : (place + step + count) % count;
}

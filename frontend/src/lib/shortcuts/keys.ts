/** Which key was meant: single letters, and sequences such as `g i`. */

export type Pressed = {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
};

const SEQUENCE_MS = 1_200;
const STARTERS = ["g"];

/** The letter on the key, also under a Cyrillic layout; null when a modifier is held. */
export function keyOf(pressed: Pressed): string | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null;
  if (pressed.key === "?") return "?";
  const letter = /^Key([A-Z])$/.exec(pressed.code)?.[1];
  if (letter) return letter.toLowerCase();
  return pressed.key.length === 1 ? pressed.key.toLowerCase() : null;
}

export type Start = { key: string; atMs: number } | null;

/** Joins a key with the one that began a sequence; the second value is what to remember. */
export function sequenceNext(start: Start, key: string, atMs: number): [string, Start] {
  if (start && atMs - start.atMs <= SEQUENCE_MS) return [`${start.key} ${key}`, null];
  return [key, STARTERS.includes(key) ? { key, atMs } : null];
}

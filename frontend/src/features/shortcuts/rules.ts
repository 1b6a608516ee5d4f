/** The keys, where they act, and what the palette finds (S7). */

import type { Kind } from "@/lib/auth/me";
import { officePages } from "@/lib/auth/pages";
import { folded } from "@/lib/folded";

export const KEYS = {
  palette: "Ctrl K",
  help: "?",
  next: "J",
  previous: "K",
  suggestion: "1 2 3",
  other: "O",
  inbox: "G I",
  take: "T",
  verify: "V",
  reply: "R",
  note: "N",
  canned: "/",
  hold: "H",
  end: "E",
} as const;
export type KeyName = keyof typeof KEYS;

/** A place is named as its page is. */
export const PLACES = {
  everywhere: ["palette", "help"],
  triage: ["next", "previous", "suggestion", "other"],
  desk: ["next", "previous", "inbox", "take", "verify", "reply", "note", "canned", "hold", "end"],
} as const satisfies Record<string, readonly KeyName[]>;
export type KeysPlace = keyof typeof PLACES;

/** The places that somebody of this kind comes to. */
export function keysPlaces(kind: Kind): KeysPlace[] {
  const pages = new Set<string>(officePages(kind).map(({ name }) => name));
  const places = Object.keys(PLACES) as KeysPlace[];
  return places.filter((place) => place === "everywhere" || pages.has(place));
}

export type Item = { id: string; label: string; hint: string; run: () => void };

/** What a text means: every word of it stands in the label or the hint. */
export function itemsFound(items: readonly Item[], text: string): Item[] {
  const words = folded(text).split(/\s+/);
  return items.filter(({ label, hint }) => {
    const said = folded(`${label} ${hint}`);
    return words.every((word) => said.includes(word));
  });
}

/** Messages that were set aside: what matched, in which layer, and what hides in the text (Q1). */

import type { Tone } from "@/components/ui/chip";
import type { Schemas } from "@/lib/api/client";

export type Quarantined = Schemas["QuarantinedReply"];
export type Verdict = Quarantined["verdict"];
export type Decision = "release" | "reject" | "block";

export const TABS = ["pending", "log"] as const;
export type Tab = (typeof TABS)[number];

export function tabOf(word: string | null | undefined): Tab {
  return TABS.find((tab) => tab === word) ?? "pending";
}

const HIGH = 0.9;
const MIDDLE = 0.6;

export function riskTone(risk: number): "bad" | "warn" | "brand" {
  if (risk >= HIGH) return "bad";
  return risk >= MIDDLE ? "warn" : "brand";
}

export const VERDICT_TONES: Record<Verdict, Tone> = {
  PENDING: "warn",
  RELEASED: "ok",
  REJECTED: "bad",
};

/** What a rule looks for; the endings say in which language (`override_ru`). */
export const PATTERNS = [
  "override",
  "new_orders",
  "persona",
  "mode",
  "reveal",
  "markup",
  "judge_me",
  "answer_only",
  "exfiltrate",
  "no_limits",
  "to_the_machine",
  "new_master",
  "other_languages",
] as const;
export type Pattern = (typeof PATTERNS)[number];
export type Match = {
  layer: "rule" | "classifier" | "judge";
  name: string;
  pattern: Pattern | null;
};

/** Which layer said so, and the pattern that has words of its own. */
export function matchOf(name: string): Match {
  const word = name.toLowerCase();
  if (word === "classifier" || word === "judge") return { layer: word, name, pattern: null };
  const pattern = PATTERNS.find((one) => word === one || word.startsWith(`${one}_`)) ?? null;
  return { layer: "rule", name, pattern };
}

export type Part = { text: string; isHidden: boolean };

// What a reader cannot see: controls, zero widths, direction marks, tags and other format signs.
const HIDDEN = /[\p{Cf}\p{Co}\p{Cn}]|(?![\n\t])\p{Cc}/gu;

function nameOf(sign: string): string {
  return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The text in parts: what hides in it stands out by its name and does nothing. */
export function inertParts(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const found of text.matchAll(HIDDEN)) {
    if (found.index > from) parts.push({ text: text.slice(from, found.index), isHidden: false });
    parts.push({ text: nameOf(found[0]), isHidden: true });
    from = found.index + found[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), isHidden: false });
  return parts;
}

/** Those of the chosen ones that are still there. */
export function chosenLeft(chosen: ReadonlySet<string>, rows: readonly Quarantined[]): string[] {
  return rows.map(({ session_uuid }) => session_uuid).filter((uuid) => chosen.has(uuid));
}

/** The unsent message: it survives a closed tab, and its id makes a repeated send harmless (P6). */

import { keptGet, keptSet } from "@/lib/kept";

const KEY = "civic.draft";

export type Draft = { text: string; clientMessageId: string };

export function draftNew(text = ""): Draft {
  return { text, clientMessageId: crypto.randomUUID() };
}

export function draftLoad(): Draft {
  try {
    const kept = JSON.parse(keptGet(KEY) ?? "null") as Partial<Draft> | null;
    if (typeof kept?.text === "string" && typeof kept.clientMessageId === "string") {
      return { text: kept.text, clientMessageId: kept.clientMessageId };
    }
  } catch {
    return draftNew();
  }
  return draftNew();
}

export function draftKeep(draft: Draft): boolean {
  return keptSet(KEY, draft.text === "" ? null : JSON.stringify(draft));
}

export function draftForget(): void {
  keptSet(KEY, null);
}

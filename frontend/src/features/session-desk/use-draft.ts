"use client";

import { useState } from "react";

import { keptGet, keptSet } from "@/lib/kept";

import type { Mode } from "./api/say";

/** What is being written, one text for the citizen and one for colleagues; both outlive the page. */
export function useDraft(sessionUuid: string, mode: Mode): [string, (text: string) => void] {
  const keyOf = (of: Mode) => `civic.desk.${sessionUuid}.${of}`;
  const [texts, setTexts] = useState<Record<Mode, string>>(() => ({
    reply: keptGet(keyOf("reply")) ?? "",
    note: keptGet(keyOf("note")) ?? "",
  }));
  const set = (text: string) => {
    setTexts((before) => ({ ...before, [mode]: text }));
    keptSet(keyOf(mode), text === "" ? null : text);
  };
  return [texts[mode], set];
}

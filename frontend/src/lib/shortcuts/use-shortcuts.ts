"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";

import { keptGet, keptSet } from "@/lib/kept";

import { keyOf, sequenceNext, type Start } from "./keys";

const KEPT_AS = "civic.shortcuts";
const OFF = "off";
const CHANGED = "civic:shortcuts";

function follow(tell: () => void): () => void {
  window.addEventListener(CHANGED, tell);
  return () => window.removeEventListener(CHANGED, tell);
}

/** Whether single keys act; everybody may switch them off (WCAG 2.1.4). */
export function useShortcutsOn(): [boolean, (isOn: boolean) => void] {
  const isOn = useSyncExternalStore(
    follow,
    () => keptGet(KEPT_AS) !== OFF,
    () => true,
  );
  const set = (next: boolean) => {
    keptSet(KEPT_AS, next ? null : OFF);
    window.dispatchEvent(new Event(CHANGED));
  };
  return [isOn, set];
}

/** Somebody writes, or a dialog or a menu is in front: keys belong to that. */
function isTaken(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  const writes = target?.closest("input, textarea, select, [contenteditable], [role=menu]");
  return (
    event.defaultPrevented || Boolean(writes) || document.querySelector("dialog[open]") !== null
  );
}

type Actions = Readonly<Record<string, (() => void) | undefined>>;

/** Runs an action when its key is pressed: `j`, `/`, `?`, or a sequence such as `g i`. */
export function useShortcuts(actions: Actions): void {
  const [isOn] = useShortcutsOn();
  const current = useRef(actions);
  useEffect(() => {
    current.current = actions;
  });
  useEffect(() => {
    if (!isOn) return undefined;
    let start: Start = null;
    const pressed = (event: KeyboardEvent) => {
      const key = isTaken(event) ? null : keyOf(event);
      if (key === null) return;
      const [meant, next] = sequenceNext(start, key, event.timeStamp);
      start = next;
      const act = current.current[meant];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [isOn]);
}

"use client";

import { useEffect, useRef } from "react";

import { useKeptSwitch } from "@/lib/use-kept-switch";

import { keyOf, sequenceNext, type Start } from "./keys";

/** Whether single keys act; everybody may switch them off (WCAG 2.1.4). */
export const useShortcutsOn = () => useKeptSwitch("civic.shortcuts", true);

/** Somebody writes, or a dialog or a menu is in front: keys belong to that. */
function isTaken(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  const writes = target?.closest("input, textarea, select, [contenteditable], [role=menu]");
  return (
    event.defaultPrevented || Boolean(writes) || document.querySelector("dialog[open]") !== null
  );
}

type Actions = Readonly<Record<string, (() => void) | undefined>>;

const shown = new Set<{ readonly current: Actions }>();

/** What the keys of this page do now, also while single keys are switched off. */
export function shortcutsNow(): Actions {
  return Object.assign({}, ...[...shown].map(({ current }) => current)) as Actions;
}

/** Runs an action when its key is pressed: `j`, `/`, `?`, or a sequence such as `g i`. */
export function useShortcuts(actions: Actions): void {
  const [isOn] = useShortcutsOn();
  const current = useRef(actions);
  useEffect(() => {
    current.current = actions;
  });
  useEffect(() => {
    shown.add(current);
    return () => void shown.delete(current);
  }, []);
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

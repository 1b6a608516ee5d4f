"use client";

import { useSyncExternalStore } from "react";

import { keptGet, keptSet } from "@/lib/kept";

const CHANGED = "civic:switch";

function follow(tell: () => void): () => void {
  window.addEventListener(CHANGED, tell);
  return () => window.removeEventListener(CHANGED, tell);
}

/** A switch that the browser remembers; only what differs from `isOnFirst` is kept. */
export function useKeptSwitch(key: string, isOnFirst: boolean) {
  const other = isOnFirst ? "off" : "on";
  const isOn = useSyncExternalStore(
    follow,
    () => (keptGet(key) === other) !== isOnFirst,
    () => isOnFirst,
  );
  const set = (next: boolean) => {
    keptSet(key, next === isOnFirst ? null : other);
    window.dispatchEvent(new Event(CHANGED));
  };
  return [isOn, set] as const;
}

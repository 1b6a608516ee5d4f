"use client";

import { useSyncExternalStore } from "react";

/** Told when our own code changes the address; the browser tells about Back and Forward. */
const CHANGED = "civic:address";

function follow(tell: () => void): () => void {
  window.addEventListener("popstate", tell);
  window.addEventListener(CHANGED, tell);
  return () => {
    window.removeEventListener("popstate", tell);
    window.removeEventListener(CHANGED, tell);
  };
}

/**
 * A parameter of the address, such as `s` of `/chat/?s=…`.
 *
 * `undefined` until the page is alive (the export knows no address), null when it is absent.
 */
export function useQueryParam(name: string): string | null | undefined {
  return useSyncExternalStore(
    follow,
    () => new URLSearchParams(window.location.search).get(name),
    () => undefined,
  );
}

/** Changes parameters of the address in place: filters and the open session live there. */
export function queryParamsSet(values: Readonly<Record<string, string | null>>): void {
  const url = new URL(window.location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  window.history.replaceState(window.history.state, "", url);
  window.dispatchEvent(new Event(CHANGED));
}

"use client";

import { useCallback, useEffect, useRef, useState } from "react";

/** Long enough to see that it was the wrong one, short enough that nobody waits for it. */
export const UNDO_WITHIN_MS = 6_000;

type Held<Item> = { item: Item; timer: ReturnType<typeof setTimeout> };

/**
 * Acts that look done at once and are done a moment later, so that they can be taken back.
 *
 * What waits is done at once when the page is left; `run` is told whether it is going away.
 */
export function useDeferred<Item>(run: (item: Item, isLeaving: boolean) => void) {
  const held = useRef(new Map<string, Held<Item>>());
  const [waiting, setWaiting] = useState<readonly Item[]>([]);
  const current = useRef(run);
  useEffect(() => {
    current.current = run;
  });
  const drop = useCallback((key: string): Item | undefined => {
    const found = held.current.get(key);
    clearTimeout(found?.timer);
    held.current.delete(key);
    setWaiting([...held.current.values()].map(({ item }) => item));
    return found?.item;
  }, []);
  const finish = useCallback(
    (key: string, isLeaving: boolean) => {
      const item = drop(key);
      if (item !== undefined) current.current(item, isLeaving);
    },
    [drop],
  );
  const add = useCallback(
    (key: string, item: Item) => {
      drop(key);
      held.current.set(key, { item, timer: setTimeout(() => finish(key, false), UNDO_WITHIN_MS) });
      setWaiting([...held.current.values()].map((one) => one.item));
    },
    [drop, finish],
  );
  useEffect(() => {
    const waits = held.current;
    const leave = () => {
      for (const key of [...waits.keys()]) finish(key, true);
    };
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [finish]);
  return { waiting, add, undo: drop };
}

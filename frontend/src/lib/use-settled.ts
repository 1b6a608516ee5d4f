"use client";

import { useEffect, useState } from "react";

const WAITED_MS = 250;

/** A text once its typing has stopped. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), WAITED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

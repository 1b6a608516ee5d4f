"use client";

import { type ReactNode, useEffect, useRef } from "react";

/** The heading of a step; it takes the focus, so that a reader hears that the step has changed. */
export function StepTitle({ children }: { children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h2 ref={heading} tabIndex={-1} className="text-xl font-bold outline-none sm:text-2xl">
      {children}
    </h2>
  );
}

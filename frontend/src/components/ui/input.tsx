import { cva } from "class-variance-authority";
import type { ComponentProps } from "react";

import { cx } from "@/lib/cx";

const inputStyle = cva(
  "w-full rounded-xl border-2 bg-surface px-4 py-2.5 text-ink aria-invalid:border-bad border-line-strong",
);

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={cx(inputStyle(), "min-h-12", className)} {...rest} />;
}

/** Grows with its text up to `max-h`. */
export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      className={cx(
        inputStyle(),
        "block field-sizing-content resize-none read-only:bg-sunk",
        className,
      )}
      {...rest}
    />
  );
}

export function Select({ className, ...rest }: ComponentProps<"select">) {
  return <select className={cx(inputStyle(), "min-h-12", className)} {...rest} />;
}

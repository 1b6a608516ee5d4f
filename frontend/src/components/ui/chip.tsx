import { cva, type VariantProps } from "class-variance-authority";
import type { ReactNode } from "react";

import { cx } from "@/lib/cx";

const chipStyle = cva(
  "inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-sm font-semibold whitespace-nowrap",
  {
    variants: {
      tone: {
        neutral: "bg-sunk text-ink",
        brand: "bg-brand-soft text-brand-strong",
        ok: "bg-ok-soft text-ok",
        warn: "bg-warn-soft text-warn",
        bad: "bg-bad-soft text-bad",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

export type Tone = NonNullable<VariantProps<typeof chipStyle>["tone"]>;
type ChipProps = { tone?: Tone; icon?: ReactNode; className?: string; children: ReactNode };

/** A state in words; the colour only repeats them. */
export function Chip({ tone, icon, className, children }: ChipProps) {
  return (
    <span className={cx(chipStyle({ tone }), className)}>
      {icon}
      {children}
    </span>
  );
}

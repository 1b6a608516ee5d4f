import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";

import { cx } from "@/lib/cx";
import { Link } from "@/lib/i18n/navigation";

export const buttonStyle = cva(
  "inline-flex items-center justify-center gap-2 rounded-xl [&>svg]:shrink-0 font-semibold text-center transition-colors select-none no-underline aria-disabled:cursor-progress",
  {
    variants: {
      look: {
        primary: "bg-brand text-on-brand hover:bg-brand-strong",
        secondary: "bg-surface text-brand border-2 border-line-strong hover:bg-brand-soft",
        quiet: "text-brand hover:bg-brand-soft",
        danger: "bg-surface text-bad border-2 border-bad hover:bg-bad-soft",
      },
      size: {
        md: "min-h-12 px-5 py-2.5",
        sm: "min-h-11 px-3.5 py-1.5 text-[0.9375rem]",
        icon: "size-11 shrink-0",
      },
      isWide: { true: "w-full", false: "" },
    },
    defaultVariants: { look: "primary", size: "md", isWide: false },
  },
);

type Look = VariantProps<typeof buttonStyle>;
type ButtonProps = Omit<ComponentProps<"button">, "disabled"> &
  Look & {
    /** Work is under way: a second press does nothing, and a reader hears that it is busy. */
    isBusy?: boolean;
  };

/** A button is never disabled without a word: it stays in reach and says what is wrong. */
export function Button(props: ButtonProps) {
  const { look, size, isWide, isBusy = false, className, children, onClick, type, ...rest } = props;
  return (
    <button
      type={type ?? "button"}
      className={cx(buttonStyle({ look, size, isWide }), className)}
      aria-disabled={isBusy || undefined}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.(event);
      }}
      {...rest}
    >
      {isBusy ? <LoaderCircle aria-hidden className="size-5 animate-spin" /> : null}
      {children}
    </button>
  );
}

export function ButtonLink({
  look,
  size,
  isWide,
  className,
  ...rest
}: ComponentProps<typeof Link> & Look) {
  return <Link className={cx(buttonStyle({ look, size, isWide }), className)} {...rest} />;
}

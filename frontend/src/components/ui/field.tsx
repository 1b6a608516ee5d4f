import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";

import { cx } from "@/lib/cx";

export type FieldControl = {
  id: string;
  name: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

type FieldProps = {
  name: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  className?: string;
  /** The element that the error summary leads to has the id `field-<name>`. */
  children: (control: FieldControl) => ReactNode;
};

export function fieldId(name: string): string {
  return `field-${name}`;
}

/** A label, a hint that stays, an error in words, and a control that is tied to all three. */
export function Field({ name, label, hint, error, className, children }: FieldProps) {
  const own = useId();
  const hintId = hint ? `${own}-hint` : null;
  const errorId = error ? `${own}-error` : null;
  const control: FieldControl = {
    id: fieldId(name),
    name,
    "aria-describedby": [hintId, errorId].filter(Boolean).join(" ") || undefined,
    "aria-invalid": error ? true : undefined,
  };
  return (
    <div className={cx("flex flex-col gap-1.5", error && "border-l-4 border-bad pl-4", className)}>
      <label htmlFor={control.id} className="font-semibold">
        {label}
      </label>
      {hintId ? (
        <div id={hintId} className="text-ink-soft">
          {hint}
        </div>
      ) : null}
      {errorId ? (
        <p id={errorId} className="flex items-start gap-2 font-semibold text-bad">
          <CircleAlert aria-hidden className="mt-0.5 size-5 shrink-0" />
          {error}
        </p>
      ) : null}
      {children(control)}
    </div>
  );
}

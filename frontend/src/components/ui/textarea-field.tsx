import type { ComponentProps } from "react";

import { Field } from "./field";
import { Textarea } from "./input";

type TextareaFieldProps = Omit<ComponentProps<typeof Field>, "children" | "className"> &
  Omit<ComponentProps<"textarea">, "onChange"> & {
    value: string;
    onText: (text: string) => void;
  };

/** A field for more than one line. */
export function TextareaField(props: TextareaFieldProps) {
  const { name, label, hint, error, onText, ...rest } = props;
  return (
    <Field name={name} label={label} hint={hint} error={error}>
      {(control) => (
        <Textarea {...control} {...rest} onChange={(event) => onText(event.target.value)} />
      )}
    </Field>
  );
}

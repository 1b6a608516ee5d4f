"use client";

import { type ReactNode, useEffect } from "react";

import { cx } from "@/lib/cx";

type ListboxProps<Row> = {
  id: string;
  label: string;
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** Where the keys of the field have come to. */
  active: number;
  /** Whether a row holds already; if none can, the active one is said to be selected. */
  isChosen?: (row: Row) => boolean;
  onChoose: (row: Row) => void;
  render: (row: Row) => ReactNode;
  hidden?: boolean;
  className?: string;
  /** Stands below the rows. */
  children?: ReactNode;
};

export function optionId(listId: string, place: number): string {
  return `${listId}-${place}`;
}

/** The rows that a text field leads (ARIA's listbox): focus and keys stay with the field. */
export function Listbox<Row>(props: ListboxProps<Row>) {
  const { id, label, rows, keyOf, active, isChosen, onChoose, render, hidden, className } = props;
  useEffect(() => {
    document.getElementById(optionId(id, active))?.scrollIntoView({ block: "nearest" });
  }, [id, active]);
  return (
    <div
      id={id}
      role="listbox"
      aria-label={label}
      hidden={hidden}
      className={cx("overflow-y-auto", className)}
    >
      {rows.map((row, place) => (
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the field's
        <div
          key={keyOf(row)}
          id={optionId(id, place)}
          role="option"
          aria-selected={isChosen ? isChosen(row) : place === active}
          tabIndex={-1}
          // The field keeps the focus, so that its blur does not close the list first.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(row)}
          className={cx(
            "flex min-h-11 items-center justify-between gap-3 rounded-lg px-3 py-1.5",
            place === active && "bg-brand-soft",
          )}
        >
          {render(row)}
        </div>
      ))}
      {props.children}
    </div>
  );
}

import type { ReactNode } from "react";

import { cx } from "@/lib/cx";

export type Column<Row> = {
  key: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  isNumber?: boolean;
};

type TableProps<Row> = {
  /** Says what the table holds; shown above it unless `isCaptionHidden`. */
  caption: string;
  isCaptionHidden?: boolean;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
};

/** A table with a caption and headers; it scrolls by itself, also with the keyboard. */
export function Table<Row>({ caption, isCaptionHidden, columns, rows, rowKey }: TableProps<Row>) {
  return (
    <div
      role="region"
      aria-label={caption}
      tabIndex={0} // eslint-disable-line jsx-a11y/no-noninteractive-tabindex -- what scrolls needs the keyboard
      className="overflow-x-auto rounded-card bg-surface shadow-card"
    >
      <table className="w-full border-collapse text-left">
        <caption className={cx("px-4 py-3 text-left font-bold", isCaptionHidden && "sr-only")}>
          {caption}
        </caption>
        <thead>
          <tr className="border-b-2 border-line">
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={cx(
                  "px-4 py-3 text-sm font-semibold text-ink-soft",
                  column.isNumber && "text-right",
                )}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className="border-b border-line last:border-0">
              {columns.map((column) => (
                <td
                  key={column.key}
                  className={cx(
                    "px-4 py-3 align-top",
                    column.isNumber && "text-right tabular-nums",
                  )}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

"use client";

import type { ReactNode } from "react";

import { Select } from "@/components/ui/input";
import { cx } from "@/lib/cx";
import { queryParamsSet } from "@/lib/use-query-param";

/** What narrows a list, in one line that wraps. */
export function Toolbar({ children }: { children: ReactNode }) {
  return <search className="flex flex-wrap items-center gap-2">{children}</search>;
}

type ParamSelectProps = {
  /** The parameter of the address that the choice lives in. */
  name: string;
  label: string;
  value: string;
  any?: string;
  options: readonly { value: string; label: string }[];
  className?: string;
};

export function ParamSelect(props: ParamSelectProps) {
  const { name, label, value, any, options, className = "min-w-40 sm:max-w-60" } = props;
  return (
    <div className={cx("flex-1", className)}>
      <Select
        aria-label={label}
        className="min-h-11 px-3 py-1.5 text-[0.9375rem]"
        value={value}
        onChange={(event) => queryParamsSet({ [name]: event.target.value || null, page: null })}
      >
        {any === undefined ? null : <option value="">{any}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </Select>
    </div>
  );
}

"use client";

import type { ReactNode } from "react";

import { Select } from "@/components/ui/input";
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
};

export function ParamSelect({ name, label, value, any, options }: ParamSelectProps) {
  return (
    <div className="min-w-40 flex-1 sm:max-w-60">
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

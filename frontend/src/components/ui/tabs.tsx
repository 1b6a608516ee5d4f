"use client";

import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";

export type Tab = { value: string; label: ReactNode; count?: number | undefined };

type TabsProps = {
  tabs: readonly Tab[];
  value: string;
  onChange: (value: string) => void;
  label: string;
  children: ReactNode;
};

/** Tabs with counts; the content of the chosen one stands in a `TabPanel`. */
export function Tabs({ tabs, value, onChange, label, children }: TabsProps) {
  return (
    <Radix.Root value={value} onValueChange={onChange} activationMode="manual">
      <Radix.List aria-label={label} className="flex flex-wrap gap-1 border-b border-line p-1">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="flex min-h-11 items-center gap-2 rounded-lg px-3 font-semibold whitespace-nowrap text-ink-soft hover:bg-brand-soft data-[state=active]:bg-brand-soft data-[state=active]:text-brand-strong"
          >
            {tab.label}
            {tab.count === undefined ? null : (
              <span className="rounded-full bg-sunk px-2 text-sm text-ink tabular-nums">
                {tab.count}
              </span>
            )}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {children}
    </Radix.Root>
  );
}

export const TabPanel = Radix.Content;

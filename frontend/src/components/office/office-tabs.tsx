"use client";

import type { ReactNode } from "react";

import { type Tab, TabPanel, Tabs } from "@/components/ui/tabs";

type OfficeTabsProps = {
  label: string;
  value: string;
  tabs: readonly Tab[];
  onChange: (value: string) => void;
  children: ReactNode;
};

/** The parts of a page; whoever may see only one of them sees no tabs. */
export function OfficeTabs({ label, value, tabs, onChange, children }: OfficeTabsProps) {
  if (tabs.length < 2) return children;
  return (
    <Tabs label={label} value={value} onChange={onChange} tabs={tabs}>
      <TabPanel value={value} tabIndex={-1} className="flex flex-col gap-4 pt-4">
        {children}
      </TabPanel>
    </Tabs>
  );
}

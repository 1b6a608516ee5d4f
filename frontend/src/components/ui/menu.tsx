"use client";

import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";

import { cx } from "@/lib/cx";

type MenuProps = {
  /** A `Button`; it gets the menu's attributes. */
  trigger: ReactNode;
  align?: "start" | "center" | "end";
  children: ReactNode;
};

export function Menu({ trigger, align = "end", children }: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="rise z-40 min-w-56 rounded-xl border border-line bg-surface p-1.5 shadow-over"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type MenuItemProps = {
  onSelect: () => void;
  icon?: ReactNode;
  isDangerous?: boolean;
  children: ReactNode;
};

export function MenuItem({ onSelect, icon, isDangerous = false, children }: MenuItemProps) {
  return (
    <Radix.Item
      onSelect={onSelect}
      className={cx(
        "flex min-h-11 items-center gap-3 rounded-lg px-3 outline-none data-highlighted:bg-brand-soft",
        isDangerous && "text-bad data-highlighted:bg-bad-soft",
      )}
    >
      {icon}
      {children}
    </Radix.Item>
  );
}

export function MenuDivider() {
  return <Radix.Separator className="my-1.5 h-px bg-line" />;
}

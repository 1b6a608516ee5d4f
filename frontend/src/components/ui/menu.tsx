"use client";

import { Check } from "lucide-react";
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

const itemStyle =
  "flex min-h-11 items-center gap-3 rounded-lg px-3 outline-none data-highlighted:bg-brand-soft";

export function MenuItem({ onSelect, icon, isDangerous = false, children }: MenuItemProps) {
  return (
    <Radix.Item
      onSelect={onSelect}
      className={cx(itemStyle, isDangerous && "text-bad data-highlighted:bg-bad-soft")}
    >
      {icon}
      {children}
    </Radix.Item>
  );
}

type MenuChoicesProps<Value extends string> = {
  label: string;
  value: Value;
  choices: readonly { value: Value; label: string; icon: ReactNode }[];
  onChange: (value: Value) => void;
};

/** One of a few, with a mark at the one that holds. */
export function MenuChoices<Value extends string>(props: MenuChoicesProps<Value>) {
  const { label, value: chosen, choices, onChange } = props;
  return (
    <Radix.RadioGroup
      aria-label={label}
      value={chosen}
      onValueChange={(value) => onChange(value as Value)}
    >
      {choices.map(({ value, label: name, icon }) => (
        <Radix.RadioItem key={value} value={value} className={itemStyle}>
          {icon}
          <span className="flex-1">{name}</span>
          <Radix.ItemIndicator>
            <Check aria-hidden className="size-5 text-brand" />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

export function MenuDivider() {
  return <Radix.Separator className="my-1.5 h-px bg-line" />;
}

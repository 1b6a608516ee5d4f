"use client";

import { Keyboard } from "lucide-react";
import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useShortcuts, useShortcutsOn } from "@/lib/shortcuts/use-shortcuts";

import { KEYS } from "../rules";

const PALETTE = ["palette", "Ctrl K"] as const;

/** Opens the sheet of keys. */
export function ShortcutsButton({ onOpen }: { onOpen: () => void }) {
  const t = useTranslations("shortcuts");
  return (
    <Button look="quiet" size="sm" onClick={onOpen}>
      <Keyboard aria-hidden className="size-5" />
      {t("open")}
    </Button>
  );
}

type ShortcutsSheetProps = { isOpen: boolean; onOpen: () => void; onClose: () => void };

/** The keys and the switch that turns them off (S7, WCAG 2.1.4). */
export function ShortcutsSheet({ isOpen, onOpen, onClose }: ShortcutsSheetProps) {
  const t = useTranslations("shortcuts");
  const [isOn, setIsOn] = useShortcutsOn();
  useShortcuts({ "?": onOpen });
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("title")}>
      <label className="mb-4 flex min-h-11 items-center gap-3 font-semibold">
        <input
          type="checkbox"
          className="size-5 accent-brand"
          checked={isOn}
          onChange={(event) => setIsOn(event.target.checked)}
        />
        {t("on")}
      </label>
      <dl className="flex flex-col">
        {[...KEYS, PALETTE].map(([name, keys]) => (
          <div
            key={name}
            className="flex min-h-11 items-center justify-between border-b border-line last:border-0"
          >
            <dt>{t(`keys.${name}`)}</dt>
            <dd className="flex gap-1">
              {keys.split(" ").map((key) => (
                <kbd
                  key={key}
                  className="min-w-8 rounded-md border-2 border-line-strong bg-sunk px-2 py-0.5 text-center text-sm font-bold"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-ink-soft">{t("hint")}</p>
    </Dialog>
  );
}

"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useSyncExternalStore } from "react";

import { cx } from "@/lib/cx";
import { type Theme, themeGet, THEMES, themeSet } from "@/lib/theme/theme";

const ICONS = { system: Monitor, light: Sun, dark: Moon };
const never = () => () => undefined;

/** Light, dark or as the device. */
export function ThemeSwitch() {
  const t = useTranslations("common.themes");
  const kept = useSyncExternalStore<Theme>(never, themeGet, () => "system");
  const [chosen, setChosen] = useState<Theme | null>(null);
  const current = chosen ?? kept;
  return (
    <fieldset className="flex items-center">
      <legend className="sr-only">{t("label")}</legend>
      {THEMES.map((theme) => {
        const Icon = ICONS[theme];
        return (
          <label
            key={theme}
            title={t(theme)}
            className={cx(
              "grid size-11 place-items-center rounded-lg has-focus-visible:outline-3 has-focus-visible:outline-focus",
              theme === current ? "bg-brand-soft text-brand-strong" : "text-ink-soft",
            )}
          >
            <input
              type="radio"
              name="theme"
              className="sr-only"
              checked={theme === current}
              onChange={() => {
                themeSet(theme);
                setChosen(theme);
              }}
            />
            <Icon aria-hidden className="size-5" />
            <span className="sr-only">{t(theme)}</span>
          </label>
        );
      })}
    </fieldset>
  );
}

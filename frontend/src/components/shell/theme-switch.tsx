"use client";

import { useTranslations } from "next-intl";

import { cx } from "@/lib/cx";
import { THEMES } from "@/lib/theme/theme";
import { THEME_ICONS, useTheme } from "@/lib/theme/use-theme";

/** Light, dark or as the device. */
export function ThemeSwitch() {
  const t = useTranslations("common.themes");
  const [current, set] = useTheme();
  return (
    <fieldset className="flex items-center">
      <legend className="sr-only">{t("label")}</legend>
      {THEMES.map((theme) => {
        const Icon = THEME_ICONS[theme];
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
              onChange={() => set(theme)}
            />
            <Icon aria-hidden className="size-5" />
            <span className="sr-only">{t(theme)}</span>
          </label>
        );
      })}
    </fieldset>
  );
}

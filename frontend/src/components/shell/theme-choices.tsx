"use client";

import { useTranslations } from "next-intl";

import { MenuChoices } from "@/components/ui/menu";
import { THEMES } from "@/lib/theme/theme";
import { THEME_ICONS, useTheme } from "@/lib/theme/use-theme";

/** Light, dark or as the device, in a menu where a header has no room. */
export function ThemeChoices() {
  const t = useTranslations("common.themes");
  const [current, set] = useTheme();
  const choices = THEMES.map((value) => {
    const Icon = THEME_ICONS[value];
    return { value, label: t(value), icon: <Icon aria-hidden className="size-5" /> };
  });
  return <MenuChoices label={t("label")} value={current} choices={choices} onChange={set} />;
}

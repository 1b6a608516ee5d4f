/** Light, dark, or as the device is set. */

import { keptGet, keptSet } from "@/lib/kept";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
const KEY = "civic.theme";

export function themeGet(): Theme {
  const kept = keptGet(KEY);
  return THEMES.find((theme) => theme === kept) ?? "system";
}

export function themeSet(theme: Theme): void {
  keptSet(KEY, theme === "system" ? null : theme);
  const isDark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const shown = theme === "system" ? (isDark ? "dark" : "light") : theme;
  document.documentElement.dataset.theme = shown;
}

/** Runs in the head before anything is drawn, so that no page flashes in the other theme. */
export const THEME_SCRIPT = `(function(){var m=matchMedia("(prefers-color-scheme: dark)"),s=function(){var t=null;try{t=localStorage.getItem("${KEY}")}catch(e){}document.documentElement.dataset.theme=t||(m.matches?"dark":"light")};s();m.addEventListener("change",s)})()`;

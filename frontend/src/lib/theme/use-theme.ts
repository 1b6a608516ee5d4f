"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useState, useSyncExternalStore } from "react";

import { type Theme, themeGet, themeSet } from "./theme";

export const THEME_ICONS = { system: Monitor, light: Sun, dark: Moon };
const never = () => () => undefined;

/** The theme that was chosen here, and how to choose another. */
export function useTheme() {
  const kept = useSyncExternalStore<Theme>(never, themeGet, () => "system");
  const [chosen, setChosen] = useState<Theme | null>(null);
  const set = (theme: Theme) => {
    themeSet(theme);
    setChosen(theme);
  };
  return [chosen ?? kept, set] as const;
}

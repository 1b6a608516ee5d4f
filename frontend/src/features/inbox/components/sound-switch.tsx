"use client";

import { Bell, BellOff } from "lucide-react";
import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";
import { soundPlay } from "@/lib/sound";
import { useKeptSwitch } from "@/lib/use-kept-switch";

/** Whether new work is heard; off until somebody wants it, then remembered (S1). */
export const useSoundOn = () => useKeptSwitch("civic.sound", false);

/** Turning it on plays it once: one knows what to listen for. */
export function SoundSwitch() {
  const t = useTranslations("inbox.sound");
  const [isOn, setIsOn] = useSoundOn();
  const Icon = isOn ? Bell : BellOff;
  const turn = () => {
    setIsOn(!isOn);
    if (!isOn) soundPlay();
  };
  return (
    <Button
      look="quiet"
      size="icon"
      aria-pressed={isOn}
      aria-label={t("label")}
      title={t(isOn ? "on" : "off")}
      onClick={turn}
    >
      <Icon aria-hidden className="size-5" />
    </Button>
  );
}

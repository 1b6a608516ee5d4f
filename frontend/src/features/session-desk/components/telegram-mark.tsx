"use client";

import { Send } from "lucide-react";
import { useTranslations } from "next-intl";

import { Chip } from "@/components/ui/chip";

import type { TelegramMark as Mark } from "../rules";

const TONES = { failed: "bad", unknown: "warn", repeated: "warn", siteOnly: "warn" } as const;

/** Whether an answer reached the citizen in Telegram; what went wrong catches the eye (S4). */
export function TelegramMark({ mark }: { mark: Mark }) {
  const t = useTranslations("session-desk.telegram");
  const icon = <Send aria-hidden className="size-3.5 shrink-0" />;
  if (mark === "waits" || mark === "arrived") {
    return (
      <p className="flex items-center justify-end gap-1 text-xs text-ink-soft">
        {icon}
        {t(mark)}
      </p>
    );
  }
  return (
    <Chip tone={TONES[mark]} icon={icon} className="mt-1 whitespace-normal!">
      {t(mark)}
    </Chip>
  );
}

"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { chatDays } from "@/lib/session/chat-rules";
import type { Message } from "@/lib/session/rules";
import { isSameDay } from "@/lib/time";
import { useNow } from "@/lib/use-now";
import { useDates } from "@/lib/i18n/use-dates";

const MINUTE_MS = 60_000;

type MessageListProps = {
  messages: readonly Message[];
  label: string;
  /** How one message looks to this viewer. */
  render: (message: Message) => ReactNode;
  /** What comes after the last message: what is on its way, who is typing. */
  children?: ReactNode;
};

/** A chat under the days on which it was written; a reader hears what is added. */
export function MessageList({ messages, label, render, children }: MessageListProps) {
  return (
    <div role="log" aria-label={label} className="flex flex-col gap-2">
      {chatDays(messages).map(({ day, messages: ofDay }) => (
        <section key={day} className="flex flex-col gap-2">
          <DayTitle moment={ofDay[0]?.sent_at ?? day} />
          <ol className="flex flex-col gap-2">
            {ofDay.map((message) => (
              <li key={message.message_uuid} className="flex flex-col">
                {render(message)}
              </li>
            ))}
          </ol>
        </section>
      ))}
      {children}
    </div>
  );
}

function DayTitle({ moment }: { moment: string }) {
  const t = useTranslations("common.chat");
  const dates = useDates();
  const now = useNow(MINUTE_MS);
  const isToday = now !== null && isSameDay(moment, new Date(now));
  const words = isToday ? t("today") : dates(moment, "dayYear");
  return (
    <h3 className="my-2 self-center rounded-full bg-sunk px-3 py-0.5 text-sm font-semibold text-ink-soft">
      {words}
    </h3>
  );
}

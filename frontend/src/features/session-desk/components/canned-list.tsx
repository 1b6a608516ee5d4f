"use client";

import { useTranslations } from "next-intl";

import { Listbox } from "@/components/ui/listbox";

import type { CannedReply } from "../rules";

type CannedListProps = {
  id: string;
  replies: readonly CannedReply[];
  active: number;
  onChoose: (reply: CannedReply) => void;
};

/** What can be said with few keys; it stands above the text field that leads it. */
export function CannedList({ id, replies, active, onChoose }: CannedListProps) {
  const t = useTranslations("session-desk.canned");
  if (replies.length === 0) {
    return (
      <p
        role="status"
        className="absolute inset-x-0 bottom-full z-20 mb-2 rounded-xl border border-line bg-surface px-4 py-3 text-ink-soft shadow-over"
      >
        {t("none")}
      </p>
    );
  }
  return (
    <Listbox
      id={id}
      label={t("title")}
      rows={replies}
      keyOf={(reply) => reply.canned_reply_uuid}
      active={active}
      onChoose={onChoose}
      className="absolute inset-x-0 bottom-full z-20 mb-2 max-h-72 rounded-xl border border-line bg-surface p-1.5 shadow-over"
      render={(reply) => (
        <span className="min-w-0">
          <span className="font-semibold">
            {reply.title}
            <span className="ml-2 text-sm font-normal text-ink-soft">{reply.language}</span>
          </span>
          <span className="line-clamp-1 text-[0.9375rem] text-ink-soft">{reply.text}</span>
        </span>
      )}
    />
  );
}

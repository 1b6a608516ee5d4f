"use client";

import { useTranslations } from "next-intl";

import { cx } from "@/lib/cx";

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
    <div
      id={id}
      role="listbox"
      aria-label={t("title")}
      className="absolute inset-x-0 bottom-full z-20 mb-2 max-h-72 overflow-y-auto rounded-xl border border-line bg-surface p-1.5 shadow-over"
    >
      {replies.map((reply, index) => (
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the text field's
        <div
          key={reply.canned_reply_uuid}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(reply)}
          className={cx(
            "flex min-h-11 flex-col rounded-lg px-3 py-1.5",
            index === active && "bg-brand-soft",
          )}
        >
          <span className="font-semibold">
            {reply.title}
            <span className="ml-2 text-sm font-normal text-ink-soft">{reply.language}</span>
          </span>
          <span className="line-clamp-1 text-[0.9375rem] text-ink-soft">{reply.text}</span>
        </div>
      ))}
    </div>
  );
}

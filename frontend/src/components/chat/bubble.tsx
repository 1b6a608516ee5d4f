import { cva } from "class-variance-authority";
import { Check, CircleAlert, Clock3 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { cx } from "@/lib/cx";
import { useDates } from "@/lib/i18n/use-dates";

const bubbleStyle = cva("max-w-[85%] rounded-2xl px-4 py-2.5 shadow-card sm:max-w-[75%]", {
  variants: {
    side: {
      own: "self-end rounded-br-md bg-own",
      other: "self-start rounded-bl-md bg-surface",
      note: "self-center border-2 border-dashed border-warn bg-warn-soft",
    },
  },
});

export type Delivery = "sending" | "sent" | "failed";

type BubbleProps = {
  /** `own` is the viewer's; `note` is for officials only. */
  side: "own" | "other" | "note";
  author: ReactNode;
  text: string;
  at: string | null;
  delivery?: Delivery;
  /** What the message carries besides its words. */
  children?: ReactNode;
  /** Below everything, such as a way to send again. */
  action?: ReactNode;
};

/** One message: text as it was written, never as markup. */
export function Bubble({ side, author, text, at, delivery, children, action }: BubbleProps) {
  const t = useTranslations("common.chat");
  const dates = useDates();
  return (
    <article className={bubbleStyle({ side })}>
      <p
        className={cx(
          "text-sm font-semibold",
          side === "other" ? "text-brand" : "text-ink-soft",
          side === "own" && "sr-only",
        )}
      >
        {author}
      </p>
      {text ? <p className="break-words whitespace-pre-wrap">{text}</p> : null}
      {children}
      <p className="mt-0.5 flex items-center justify-end gap-1 text-xs text-ink-soft tabular-nums">
        {at ? <time dateTime={at}>{dates(at, "time")}</time> : null}
        {delivery ? <DeliveryMark delivery={delivery} label={t(`delivery.${delivery}`)} /> : null}
      </p>
      {action}
    </article>
  );
}

const MARKS = { sending: Clock3, sent: Check, failed: CircleAlert };

function DeliveryMark({ delivery, label }: { delivery: Delivery; label: string }) {
  const Mark = MARKS[delivery];
  return (
    <>
      <Mark aria-hidden className={cx("size-4", delivery === "failed" && "text-bad")} />
      <span className={delivery === "failed" ? "font-semibold text-bad" : "sr-only"}>{label}</span>
    </>
  );
}

/** What the system says in the chat. */
export function SystemLine({ children }: { children: ReactNode }) {
  return (
    <p className="my-1 max-w-[90%] self-center rounded-xl bg-sunk px-4 py-2 text-center text-[0.9375rem] text-ink-soft">
      {children}
    </p>
  );
}

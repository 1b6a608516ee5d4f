import { cva } from "class-variance-authority";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { cx } from "@/lib/cx";

const noticeStyle = cva("flex items-start gap-3 rounded-xl border-l-4 px-4 py-3", {
  variants: {
    tone: {
      info: "border-brand bg-brand-soft",
      ok: "border-ok bg-ok-soft",
      warn: "border-warn bg-warn-soft",
      bad: "border-bad bg-bad-soft",
    },
  },
});
const ICONS = { info: Info, ok: CircleCheck, warn: TriangleAlert, bad: CircleAlert };
const INKS = { info: "text-brand", ok: "text-ok", warn: "text-warn", bad: "text-bad" };

type NoticeProps = { tone?: keyof typeof ICONS; className?: string; children: ReactNode };

/** Something that a person should know where they are; not for passing news, which is a toast. */
export function Notice({ tone = "info", className, children }: NoticeProps) {
  const Icon = ICONS[tone];
  return (
    <div className={cx(noticeStyle({ tone }), className)}>
      <Icon aria-hidden className={cx("mt-0.5 size-5 shrink-0", INKS[tone])} />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}

"use client";

import { useTranslations } from "next-intl";

import type { SessionDetail } from "@/lib/session/rules";

import type { NewMessageSlot } from "./chat";
import { Rating } from "./rating";
import { useDates } from "@/lib/i18n/use-dates";

type ClosedProps = {
  session: SessionDetail;
  /** Begins a new message with a text; it stands in another room. */
  newMessage: NewMessageSlot;
};

/** Who closed it and why, what the citizen thinks, and the way on if it is not solved. */
export function Closed({ session, newMessage }: ClosedProps) {
  const t = useTranslations("chat.closed");
  const dates = useDates();
  const at = session.closed_at ? dates(session.closed_at, "full") : "";
  return (
    <section
      aria-labelledby="closed-title"
      className="mb-6 flex flex-col gap-5 rounded-card bg-surface p-5 shadow-card"
    >
      <div>
        <h2 id="closed-title" className="text-lg font-bold">
          {t("title")}
        </h2>
        <p className="mt-1 text-ink-soft">
          {t(`reasons.${session.close_reason || "ENDED"}`, { at })}
        </p>
      </div>
      {session.close_reason === "REJECTED" ? null : <Rating sessionUuid={session.session_uuid} />}
      <div className="no-print flex flex-col items-start gap-2 border-t border-line pt-4">
        <h3 className="font-semibold">{t("unsolved")}</h3>
        <p className="text-ink-soft">{t("unsolvedText", { number: session.number })}</p>
        {newMessage(t("linked", { number: session.number }))}
      </div>
    </section>
  );
}

"use client";

import { type AbstractIntlMessages, useLocale } from "next-intl";
import { type ReactNode, startTransition, useEffect, useState } from "react";

import { messagesLoad } from "./lazy-messages";
import { MessagesMore } from "./messages-more";

const NONE: AbstractIntlMessages = {};
/** Whatever is in sight comes first. */
const AFTER_MS = 2_000;

/** Fetches what no page needs at first sight: the words of every error there can be. */
export function LateMessages({ children }: { children: ReactNode }) {
  const locale = useLocale();
  const [late, setLate] = useState(NONE);
  useEffect(() => {
    const load = () => {
      // Without them errors are told in general words, or in the server's.
      messagesLoad(locale, ["errors"]).then(
        (loaded) => startTransition(() => setLate(loaded)),
        () => undefined,
      );
    };
    const timer = setTimeout(load, AFTER_MS);
    return () => clearTimeout(timer);
  }, [locale]);
  return <MessagesMore messages={late}>{children}</MessagesMore>;
}

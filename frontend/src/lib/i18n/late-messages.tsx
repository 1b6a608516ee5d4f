"use client";

import { type AbstractIntlMessages, useLocale } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";

import { messagesLoad } from "./lazy-messages";
import { MessagesMore } from "./messages-more";

const NONE: AbstractIntlMessages = {};

/** Fetches what no page needs at first sight: the words of every error there can be. */
export function LateMessages({ children }: { children: ReactNode }) {
  const locale = useLocale();
  const [late, setLate] = useState(NONE);
  useEffect(() => {
    // Without them errors are told in general words, or in the server's.
    messagesLoad(locale, ["errors"]).then(setLate, () => undefined);
  }, [locale]);
  return <MessagesMore messages={late}>{children}</MessagesMore>;
}

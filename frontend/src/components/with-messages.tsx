"use client";

import { type AbstractIntlMessages, useLocale } from "next-intl";
import { type ReactNode, useCallback, useEffect, useState } from "react";

import { SkeletonList } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { ApiError } from "@/lib/api/errors";
import { messagesLoad } from "@/lib/i18n/lazy-messages";
import { MessagesMore } from "@/lib/i18n/messages-more";
import type { Namespace } from "@/lib/i18n/namespaces";

type WithMessagesProps = { names: readonly Namespace[]; children: ReactNode };

/**
 * Fetches the messages of what is shown only once the server has answered anyway, so that the
 * page itself stays small. What is in sight at once takes `ClientMessages` instead.
 */
export function WithMessages({ names, children }: WithMessagesProps) {
  const locale = useLocale();
  const wanted = names.join(" ");
  const [messages, setMessages] = useState<AbstractIntlMessages | null>(null);
  const [isFailed, setIsFailed] = useState(false);
  const load = useCallback(() => {
    messagesLoad(locale, wanted.split(" ") as Namespace[]).then(setMessages, () =>
      setIsFailed(true),
    );
  }, [locale, wanted]);
  useEffect(load, [load]);
  const retry = () => {
    setIsFailed(false);
    load();
  };
  if (messages) return <MessagesMore messages={messages}>{children}</MessagesMore>;
  if (isFailed) return <ErrorState error={new ApiError("NETWORK", 0, "")} onRetry={retry} />;
  return (
    <div className="shell-width py-8">
      <SkeletonList />
    </div>
  );
}

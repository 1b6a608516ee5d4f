"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";

import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState, State } from "@/components/ui/states";
import type { Me } from "@/lib/auth/me";
import type { LiveEvent } from "@/lib/live/types";
import { watchersAfter } from "@/lib/session/presence";
import { useSession } from "@/lib/session/use-session";

import { Opened } from "./opened";

type SessionDeskProps = {
  sessionUuid: string;
  me: Me;
  onLeft: () => void;
  /** Whether access ended while it was shown. */
  onGone: (isGone: boolean) => void;
};

/** One session as officials work on it (S2 to S4). */
export function SessionDesk({ sessionUuid, me, onLeft, onGone }: SessionDeskProps) {
  const t = useTranslations("session-desk");
  const [isTyping, setIsTyping] = useState(false);
  const [watchers, setWatchers] = useState<readonly string[]>([]);
  const heard = (event: LiveEvent) => {
    if (event.kind === "typing" && event.side === "CITIZEN") setIsTyping(event.is_typing === true);
    if (event.kind === "presence") setWatchers((before) => watchersAfter(before, event));
  };
  const { data, error, refetch, isGone } = useSession(sessionUuid, heard);
  useEffect(() => {
    onGone(isGone);
  }, [isGone, onGone]);
  if (isGone) return <State title={t("gone")}>{t("goneText")}</State>;
  if (data) {
    return (
      <Opened session={data} me={me} isTyping={isTyping} watchers={watchers} onLeft={onLeft} />
    );
  }
  return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <DeskSkeleton />;
}

function DeskSkeleton() {
  const t = useTranslations("common");
  return (
    <div className="flex flex-col gap-4 p-4" role="status">
      <span className="sr-only">{t("loading")}</span>
      <Skeleton className="h-8 w-1/3" />
      <Skeleton className="h-28 w-3/4" />
      <Skeleton className="ml-auto h-16 w-2/3" />
    </div>
  );
}

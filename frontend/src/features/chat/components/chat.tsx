"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";

import { RoleGate } from "@/components/role-gate";
import { Notice } from "@/components/ui/notice";
import { ErrorState, State } from "@/components/ui/states";
import type { LiveEvent } from "@/lib/live/types";
import type { SessionDetail } from "@/lib/session/rules";
import { useRead } from "@/lib/session/use-read";
import { useSession } from "@/lib/session/use-session";
import { useQueryParam } from "@/lib/use-query-param";

import { useFollowUps } from "../api/follow-up";
import { type Progress, stillOutgoing } from "../rules";
import { ChatHeader } from "./chat-header";
import { ChatSkeleton } from "./chat-skeleton";
import { Composer } from "./composer";
import { Conversation } from "./conversation";
import { Waiting } from "./waiting";

/** A matter ends once: what is shown then is fetched then. */
const Closed = dynamic(() => import("./closed").then((module) => module.Closed));

export type NewMessageSlot = (start: string) => ReactNode;
type ChatProps = { newMessage: NewMessageSlot };

/** One matter of a citizen: from the moment it was sent to what they thought of it. */
export function Chat({ newMessage }: ChatProps) {
  const sessionUuid = useQueryParam("s");
  const t = useTranslations("chat");
  if (sessionUuid === null) return <State title={t("notChosen")} />;
  return (
    <RoleGate kinds={["CITIZEN"]} pending={<ChatSkeleton />}>
      {() =>
        sessionUuid ? (
          <Followed key={sessionUuid} sessionUuid={sessionUuid} newMessage={newMessage} />
        ) : (
          <ChatSkeleton />
        )
      }
    </RoleGate>
  );
}

function Followed({ sessionUuid, newMessage }: ChatProps & { sessionUuid: string }) {
  const [progress, setProgress] = useState<Progress | null>(null);
  const [isTyping, setIsTyping] = useState(false);
  const heard = (event: LiveEvent) => {
    if (event.kind === "pipeline.progress") setProgress(event.step as Progress);
    if (event.kind === "typing" && event.side !== "CITIZEN") setIsTyping(event.is_typing === true);
  };
  const { data, error, refetch } = useSession(sessionUuid, heard);
  if (data)
    return (
      <Opened session={data} progress={progress} isTyping={isTyping} newMessage={newMessage} />
    );
  return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <ChatSkeleton />;
}

type OpenedProps = ChatProps & {
  session: SessionDetail;
  progress: Progress | null;
  isTyping: boolean;
};

function Opened({ session, progress, isTyping, newMessage }: OpenedProps) {
  const t = useTranslations("chat");
  const { outgoing, savedIds, send, sendAgain } = useFollowUps(session.session_uuid);
  useRead(session.session_uuid, session.last_sequence);
  const isClosed = session.status === "CLOSED";
  return (
    <div className="shell-width flex flex-1 flex-col gap-4 pt-4">
      <ChatHeader session={session} />
      <Waiting session={session} progress={progress} />
      {session.is_held && !isClosed ? <Notice>{t("held")}</Notice> : null}
      <Conversation
        session={session}
        outgoing={stillOutgoing(outgoing, savedIds, session)}
        isTyping={isTyping}
        onSendAgain={sendAgain}
      />
      {isClosed ? (
        <Closed session={session} newMessage={newMessage} />
      ) : (
        <Composer session={session} onSend={send} />
      )}
    </div>
  );
}

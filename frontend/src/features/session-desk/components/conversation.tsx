"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";

import { Bubble, SystemLine } from "@/components/chat/bubble";
import { MessageExtras } from "@/components/files/message-extras";
import { MessageList } from "@/components/chat/message-list";
import { Typing } from "@/components/chat/typing";
import { Button } from "@/components/ui/button";
import { noticeOf } from "@/lib/session/chat-rules";
import type { Message, SessionDetail } from "@/lib/session/rules";

import { deliveriesQuery } from "../api/deliveries";
import type { Outgoing } from "../api/say";
import { type TelegramMark as Mark, telegramMarkOf } from "../rules";
import { TelegramMark } from "./telegram-mark";

type ConversationProps = {
  session: SessionDetail;
  outgoing: readonly Outgoing[];
  isTyping: boolean;
  onSayAgain: (one: Outgoing) => void;
};

/** The chat as staff see it: their side on the right, notes for colleagues across the middle. */
export function Conversation({ session, outgoing, isTyping, onSayAgain }: ConversationProps) {
  const t = useTranslations("session-desk");
  const markOf = useTelegramMarks(session);
  const { scroller, watch, isAtEnd, go } = useEnd(session.messages.length + outgoing.length);
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        onScroll={watch}
        role="region"
        aria-label={t("conversation")}
        tabIndex={0} // eslint-disable-line jsx-a11y/no-noninteractive-tabindex -- what scrolls needs the keyboard
        className="h-full overflow-y-auto px-4 py-3"
      >
        <MessageList
          messages={session.messages}
          label={t("messages")}
          render={(message) => <OneMessage message={message} mark={markOf(message.message_uuid)} />}
        >
          {outgoing.map((one) => (
            <OneOutgoing key={one.clientMessageId} one={one} onSayAgain={onSayAgain} />
          ))}
          <Typing isTyping={isTyping} />
        </MessageList>
      </div>
      {isAtEnd ? null : (
        <Button
          size="sm"
          className="absolute inset-x-0 bottom-3 mx-auto w-fit shadow-over"
          onClick={go}
        >
          <ArrowDown aria-hidden className="size-4" />
          {t("toEnd")}
        </Button>
      )}
    </div>
  );
}

/** Returns what is known of an answer's way to Telegram. */
function useTelegramMarks(session: SessionDetail): (messageUuid: string) => Mark | null {
  const { data = [] } = useQuery(deliveriesQuery(session.session_uuid, session.last_sequence));
  return (messageUuid) => {
    const delivery = data.find(({ message_uuid }) => message_uuid === messageUuid);
    return delivery ? telegramMarkOf(delivery, session.channel) : null;
  };
}

function OneMessage({ message, mark }: { message: Message; mark: Mark | null }) {
  const t = useTranslations("session-desk");
  const notice = noticeOf(message);
  if (notice !== null) return <SystemLine>{t(`notices.${notice}`)}</SystemLine>;
  if (message.sender_kind === "SYSTEM") return null;
  if (message.visibility === "INTERNAL") {
    return (
      <Bubble
        side="note"
        author={[t("note"), message.author].filter(Boolean).join(" · ")}
        text={message.text}
        at={message.sent_at}
      >
        <MessageExtras message={message} />
      </Bubble>
    );
  }
  const isCitizen = message.sender_kind === "CITIZEN";
  return (
    <Bubble
      side={isCitizen ? "other" : "own"}
      author={isCitizen ? t("citizen") : (message.author ?? t("staff"))}
      text={message.text}
      at={message.sent_at}
      {...(isCitizen ? {} : { delivery: "sent" as const })}
      action={mark ? <TelegramMark mark={mark} /> : null}
    >
      <MessageExtras message={message} />
    </Bubble>
  );
}

type OneOutgoingProps = { one: Outgoing; onSayAgain: (one: Outgoing) => void };

function OneOutgoing({ one, onSayAgain }: OneOutgoingProps) {
  const t = useTranslations("session-desk");
  return (
    <Bubble
      side={one.mode === "note" ? "note" : "own"}
      author={one.mode === "note" ? t("note") : t("staff")}
      text={one.text || one.files.map(({ name }) => name).join(", ")}
      at={one.at}
      delivery={one.isFailed ? "failed" : "sending"}
      action={
        one.isFailed ? (
          <Button look="secondary" size="sm" className="mt-2" onClick={() => onSayAgain(one)}>
            {t("sendAgain")}
          </Button>
        ) : null
      }
    />
  );
}

const NEAR_END_PX = 80;

/** Keeps the end in sight while messages come, unless the reader has gone up. */
function useEnd(count: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const wasAtEnd = useRef(true);
  const watch = () => {
    const box = scroller.current;
    if (!box) return;
    wasAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    setIsAtEnd(wasAtEnd.current);
  };
  const go = () => scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  useEffect(() => {
    if (wasAtEnd.current) scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [count]);
  return { scroller, watch, isAtEnd, go };
}

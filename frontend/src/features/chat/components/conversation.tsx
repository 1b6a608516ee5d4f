"use client";

import { ArrowDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useLayoutEffect, useRef, useState } from "react";

import { Bubble, SystemLine } from "@/components/chat/bubble";
import { MessageExtras } from "@/components/files/message-extras";
import { MessageList } from "@/components/chat/message-list";
import { Typing } from "@/components/chat/typing";
import { Button } from "@/components/ui/button";
import { noticeOf } from "@/lib/session/chat-rules";
import { useDepartmentName } from "@/lib/session/departments";
import type { Message, SessionDetail } from "@/lib/session/rules";

import type { Outgoing } from "../rules";

type ConversationProps = {
  session: SessionDetail;
  outgoing: readonly Outgoing[];
  isTyping: boolean;
  onSendAgain: (one: Outgoing) => void;
};

/** The chat itself; what comes while the reader is further up waits behind a button. */
export function Conversation({ session, outgoing, isTyping, onSendAgain }: ConversationProps) {
  const t = useTranslations("chat");
  const isOpen = !session.is_locked && session.status !== "CLOSED";
  const { follow, hasNew, go } = useEndOf(session.messages.length + outgoing.length, isOpen);
  return (
    <div className="relative flex-1 pb-2">
      <h2 className="sr-only">{t("conversation")}</h2>
      <MessageList
        messages={session.messages}
        label={t("conversation")}
        render={(message) => <OneMessage message={message} session={session} />}
      >
        {outgoing.map((one) => (
          <Bubble
            key={one.clientMessageId}
            side="own"
            author={t("you")}
            text={one.text || one.files.map(({ name }) => name).join(", ")}
            at={one.at}
            delivery={one.isFailed ? "failed" : "sending"}
            action={
              one.isFailed ? (
                <Button
                  look="secondary"
                  size="sm"
                  className="mt-2"
                  onClick={() => onSendAgain(one)}
                >
                  {t("sendAgain")}
                </Button>
              ) : null
            }
          />
        ))}
        <Typing isTyping={isTyping} />
      </MessageList>
      <div ref={follow} />
      {hasNew ? (
        <Button size="sm" className="sticky bottom-28 mx-auto flex shadow-over" onClick={go}>
          <ArrowDown aria-hidden className="size-4" />
          {t("newBelow")}
        </Button>
      ) : null}
    </div>
  );
}

function OneMessage({ message, session }: { message: Message; session: SessionDetail }) {
  const t = useTranslations("chat");
  const department = useDepartmentName()(session.department);
  const notice = noticeOf(message);
  if (notice !== null) return <SystemLine>{t(`notices.${notice}`, { department })}</SystemLine>;
  if (message.sender_kind === "SYSTEM") return null;
  const isOwn = message.sender_kind === "CITIZEN";
  const staff = message.author ? `${message.author} · ${department}` : t("staffOf", { department });
  const author = isOwn ? t("you") : staff;
  return (
    <Bubble
      side={isOwn ? "own" : "other"}
      author={author}
      text={message.text}
      at={message.sent_at}
      {...(isOwn ? { delivery: "sent" as const } : {})}
    >
      <MessageExtras message={message} />
    </Bubble>
  );
}

/** Follows the end of a list that grows, unless the reader has gone up; begins there if asked to. */
function useEndOf(count: number, isBegunThere: boolean) {
  const [mark, setMark] = useState<HTMLDivElement | null>(null);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const [seenCount, setSeenCount] = useState(count);
  if (isAtEnd && seenCount !== count) setSeenCount(count);
  useEffect(() => {
    if (!mark) return undefined;
    const watcher = new IntersectionObserver(
      ([entry]) => setIsAtEnd(entry?.isIntersecting ?? true),
      { rootMargin: "200px" },
    );
    watcher.observe(mark);
    return () => watcher.disconnect();
  }, [mark]);
  const before = useRef(isBegunThere ? 0 : count);
  useLayoutEffect(() => {
    if (mark && isAtEnd && count !== before.current) mark.scrollIntoView({ block: "end" });
    if (mark) before.current = count;
  }, [count, isAtEnd, mark]);
  const go = () => mark?.scrollIntoView({ block: "end", behavior: "smooth" });
  return { follow: setMark, hasNew: !isAtEnd && count > seenCount, go };
}

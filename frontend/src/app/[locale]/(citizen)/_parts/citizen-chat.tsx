"use client";

import { useTranslations } from "next-intl";

import { Chat } from "@/features/chat/components/chat";

import { NewMessageButton } from "./new-message-button";

/** The chat, from which a new message can be begun. */
export function CitizenChat() {
  const t = useTranslations("chat.closed");
  return (
    <Chat
      newMessage={(start) => <NewMessageButton start={start}>{t("writeAgain")}</NewMessageButton>}
    />
  );
}

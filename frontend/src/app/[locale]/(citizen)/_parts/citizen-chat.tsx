"use client";

import { useTranslations } from "next-intl";
import dynamic from "next/dynamic";

import { Chat } from "@/features/chat/components/chat";

/** Only a closed matter offers it. */
const NewMessageButton = dynamic(() =>
  import("./new-message-button").then((module) => module.NewMessageButton),
);

/** The chat, from which a new message can be begun. */
export function CitizenChat() {
  const t = useTranslations("chat.closed");
  return (
    <Chat
      newMessage={(start) => <NewMessageButton start={start}>{t("writeAgain")}</NewMessageButton>}
    />
  );
}

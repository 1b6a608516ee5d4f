"use client";

import { Lock, SendHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type SubmitEvent, useId, useRef, useState } from "react";

import { AttachButton, AttachedList, useAttached } from "@/components/files/attach";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";
import { useLiveClient } from "@/lib/live/provider";
import { closesSoon } from "@/lib/session/chat-rules";
import type { SessionDetail } from "@/lib/session/rules";
import { useNow } from "@/lib/use-now";
import { useDates } from "@/lib/i18n/use-dates";

const CHARS_MAX = 4_000;
const MINUTE_MS = 60_000;

type Send = (text: string, files: readonly File[]) => void;
type ComposerProps = { session: SessionDetail; onSend: Send };

/** Where the citizen writes; until staff have answered it says why it is closed (P8, P9). */
export function Composer({ session, onSend }: ComposerProps) {
  return (
    <div className="no-print sticky bottom-0 -mx-4 border-t border-line bg-paper px-4 pt-3 pb-4">
      <ClosingSoon session={session} />
      {session.is_locked ? (
        <LockedInput />
      ) : (
        <OpenInput sessionUuid={session.session_uuid} onSend={onSend} />
      )}
    </div>
  );
}

function LockedInput() {
  const t = useTranslations("chat.composer");
  const reason = useId();
  return (
    <>
      <p
        id={reason}
        className="mb-2 flex items-center gap-2 text-[0.9375rem] font-semibold text-ink-soft"
      >
        <Lock aria-hidden className="size-4 shrink-0" />
        {t("locked")}
      </p>
      <Textarea
        readOnly
        aria-disabled
        aria-label={t("label")}
        aria-describedby={reason}
        rows={1}
        className="min-h-12 cursor-not-allowed border-dashed"
      />
    </>
  );
}

type OpenInputProps = { sessionUuid: string; onSend: Send };

function OpenInput({ sessionUuid, onSend }: OpenInputProps) {
  const t = useTranslations("chat.composer");
  const live = useLiveClient();
  const [text, setText] = useState("");
  const attached = useAttached();
  const field = useRef<HTMLTextAreaElement>(null);
  const told = useRef(false);

  function tell(isTyping: boolean): void {
    if (told.current === isTyping) return;
    told.current = isTyping;
    live.typing(sessionUuid, isTyping);
  }

  function send(): void {
    const words = text.trim();
    if (words !== "" || attached.files.length > 0) {
      onSend(words, attached.files);
      setText("");
      attached.clear();
      tell(false);
    }
    field.current?.focus();
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    send();
  }

  function keyDown(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    // On a phone Enter is a new line: there is a button for sending.
    const hasKeyboard = window.matchMedia("(pointer: fine)").matches;
    if (!hasKeyboard && !event.ctrlKey) return;
    event.preventDefault();
    send();
  }

  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-x-2">
      <div className="w-full [&>ul]:mb-2">
        <AttachedList attached={attached} />
      </div>
      <AttachButton attached={attached} className="size-12 -mr-1" />
      <Textarea
        ref={field}
        aria-label={t("label")}
        placeholder={t("placeholder")}
        rows={1}
        maxLength={CHARS_MAX}
        className="max-h-48 min-h-12 w-auto! min-w-0 flex-1"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          tell(event.target.value.trim() !== "");
        }}
        onBlur={() => tell(false)}
        onKeyDown={keyDown}
      />
      <Button type="submit" className="size-12 shrink-0 px-0" aria-label={t("send")}>
        <SendHorizontal aria-hidden className="size-5" />
      </Button>
    </form>
  );
}

function ClosingSoon({ session }: { session: SessionDetail }) {
  const t = useTranslations("chat.composer");
  const dates = useDates();
  const now = useNow(MINUTE_MS);
  if (now === null || session.closes_at === null || !closesSoon(session, now)) return null;
  const time = dates(session.closes_at, "time");
  return (
    <p className="mb-2 text-[0.9375rem] font-semibold text-warn">{t("closesSoon", { time })}</p>
  );
}

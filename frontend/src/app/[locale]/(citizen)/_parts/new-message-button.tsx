"use client";

import { SquarePen } from "lucide-react";
import { type AbstractIntlMessages, useLocale } from "next-intl";
import { type ReactNode, useCallback, useEffect, useState } from "react";

import { Button } from "@/components/ui/button";
import type { NewMessage } from "@/features/new-message/components/new-message";
import type { PhoneSignInForm } from "@/features/phone-sign-in/components/phone-sign-in";
import { messagesLoad } from "@/lib/i18n/lazy-messages";
import type { Locale } from "@/lib/i18n/locales";
import { MessagesMore } from "@/lib/i18n/messages-more";
import { useQueryParam } from "@/lib/use-query-param";

type Parts = {
  Dialog: typeof NewMessage;
  SignIn: typeof PhoneSignInForm;
  messages: AbstractIntlMessages;
};

async function partsLoad(locale: Locale): Promise<Parts> {
  const [dialog, signIn, messages] = await Promise.all([
    import("@/features/new-message/components/new-message"),
    import("@/features/phone-sign-in/components/phone-sign-in"),
    messagesLoad(locale, ["new-message", "sign-in", "files"]),
  ]);
  return { Dialog: dialog.NewMessage, SignIn: signIn.PhoneSignInForm, messages };
}

/** Opens the dialog of a new message; what it is made of is fetched when a finger comes near. */
export function NewMessageButton({
  children,
  start = "",
}: {
  children: ReactNode;
  start?: string;
}) {
  const { parts, isOpen, open, close, prepare } = useParts();
  return (
    <>
      <Button onClick={open} onPointerEnter={prepare} onFocus={prepare} isBusy={isOpen && !parts}>
        <SquarePen aria-hidden className="size-5" />
        {children}
      </Button>
      {parts ? (
        <MessagesMore messages={parts.messages}>
          <parts.Dialog
            isOpen={isOpen}
            onClose={close}
            start={start}
            signIn={(done) => <parts.SignIn onDone={done} />}
          />
        </MessagesMore>
      ) : null}
    </>
  );
}

function useParts() {
  const locale = useLocale();
  const [parts, setParts] = useState<Parts | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const asked = useQueryParam("new");
  const prepare = useCallback(() => {
    // Without a network nothing opens; the next press tries again.
    partsLoad(locale).then(setParts, () => setIsOpen(false));
  }, [locale]);
  const open = useCallback(() => {
    setIsOpen(true);
    prepare();
  }, [prepare]);
  useEffect(() => {
    if (asked === null || asked === undefined) return undefined;
    const timer = setTimeout(open, 0);
    return () => clearTimeout(timer);
  }, [asked, open]);
  return { parts, isOpen, open, close: () => setIsOpen(false), prepare };
}

"use client";

import { useTranslations } from "next-intl";
import { useRef, useState } from "react";

import { useToast } from "@/components/ui/toast";
import { isApiError } from "@/lib/api/errors";
import { useErrorText } from "@/lib/api/use-error-text";
import type { Me } from "@/lib/auth/me";
import type { SessionDetail } from "@/lib/session/rules";
import { useRead } from "@/lib/session/use-read";
import { useShortcuts } from "@/lib/shortcuts/use-shortcuts";

import { useAct } from "../api/act";
import { type Mode, useSay } from "../api/say";
import { barrierOf, type Powers, powersOf, type Taken, takenOf } from "../rules";
import { Actions, type DeskAction } from "./actions";
import { Composer } from "./composer";
import { Conversation } from "./conversation";
import { EndDialog } from "./end-dialog";
import { DeskHeader } from "./header";
import { ReassignDialog } from "./reassign-dialog";
import { VerifyDialog } from "./verify-dialog";

type OpenedProps = {
  session: SessionDetail;
  me: Me;
  isTyping: boolean;
  watchers: readonly string[];
  onLeft: () => void;
};

type Front = "verify" | "correct" | "end" | "reassign" | null;

const STEPS = { verify: "ask", correct: "correct", end: null, reassign: null } as const;

/** A session that is loaded: header, chat, composer, and the dialogs in front of them. */
export function Opened({ session, me, isTyping, watchers, onLeft }: OpenedProps) {
  const powers = powersOf(session, me);
  const barrier = barrierOf(session, me);
  const field = useRef<HTMLTextAreaElement>(null);
  const [front, setFront] = useState<Front>(null);
  const [mode, setMode] = useState<Mode>(me.kind === "STAFF" ? "reply" : "note");
  const { outgoing, say, sayAgain } = useSay(session.session_uuid);
  const { act, isBusy } = useDeskAction(session, setFront);
  useRead(session.session_uuid, session.last_sequence);

  const write = (next: Mode) => {
    setMode(next);
    if (next === "reply" && barrier === "unverified") setFront("verify");
    // The other text field exists only after the change is shown.
    else requestAnimationFrame(() => field.current?.focus());
  };
  useDeskKeys(session, powers, { act, write });

  return (
    <>
      <header className="flex flex-wrap items-start justify-between gap-2 border-b border-line bg-surface px-4 py-2.5">
        <DeskHeader session={session} watchers={watchers} />
        <Actions session={session} powers={powers} isBusy={isBusy} onAction={act} />
      </header>
      <Conversation
        session={session}
        outgoing={outgoing}
        isTyping={isTyping}
        onSayAgain={sayAgain}
      />
      <Composer
        session={session}
        barrier={barrier}
        owner={session.staff ?? ""}
        canNote={powers.canNote}
        mode={powers.canNote ? mode : "reply"}
        onMode={setMode}
        onSay={say}
        field={field}
        isBusy={isBusy}
        onPick={() => act("pick")}
        onVerify={() => setFront("verify")}
      />
      <VerifyDialog
        session={session}
        step={front === null ? null : STEPS[front]}
        onClose={() => setFront(null)}
        onMoved={() => me.kind === "STAFF" && onLeft()}
      />
      <EndDialog session={session} isOpen={front === "end"} onClose={() => setFront(null)} />
      <ReassignDialog
        session={session}
        isOpen={front === "reassign"}
        onClose={() => setFront(null)}
      />
    </>
  );
}

type Doings = { act: (action: DeskAction) => void; write: (mode: Mode) => void };

/** The keys of an open session (S7). */
function useDeskKeys(session: SessionDetail, powers: Powers, { act, write }: Doings): void {
  const when = (may: boolean, action: DeskAction) => (may ? () => act(action) : undefined);
  useShortcuts({
    t: when(powers.canPick, "pick"),
    v: when(powers.canVerify, "verify"),
    h: when(powers.canHold, session.is_held ? "unhold" : "hold"),
    e: when(powers.canEnd, "end"),
    r: () => write("reply"),
    n: powers.canNote ? () => write("note") : undefined,
  });
}

/** Does what a button or a key asks for, and says what came of it. */
function useDeskAction(session: SessionDetail, setFront: (front: Front) => void) {
  const t = useTranslations("session-desk.done");
  const toast = useToast();
  const errorText = useErrorText();
  const { mutate, isPending } = useAct(session.session_uuid);

  function takenText({ staff, seconds }: Taken): string {
    return seconds === null ? t("taken", { staff }) : t("takenNow", { staff, seconds });
  }

  function refused(error: unknown): void {
    const taken = isApiError(error, "SESSION_ALREADY_PICKED") ? takenOf(error.data) : null;
    const text = taken ? takenText(taken) : errorText(error);
    toast({ text, tone: "bad" });
  }

  function act(action: DeskAction): void {
    if (action === "verify" || action === "correct" || action === "end" || action === "reassign") {
      setFront(action);
      return;
    }
    if (isPending) return;
    mutate(
      { name: action },
      {
        onError: refused,
        onSuccess: (after) => {
          // The answer about the department is due before the first reply (P24).
          if (action === "pick" && !after.is_verified) setFront("verify");
          else toast({ text: t(action, { number: session.number }) });
        },
      },
    );
  }

  return { act, isBusy: isPending };
}

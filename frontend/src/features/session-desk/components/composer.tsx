"use client";

import { MessageSquareText, NotebookPen, SendHorizontal, TextQuote } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type RefObject, type SubmitEvent, useId } from "react";

import { AttachButton, AttachedList, useAttached } from "@/components/files/attach";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";
import { optionId } from "@/components/ui/listbox";
import { cx } from "@/lib/cx";
import { useLiveClient } from "@/lib/live/provider";
import type { SessionDetail } from "@/lib/session/rules";
import { useShortcuts } from "@/lib/shortcuts/use-shortcuts";

import type { Mode } from "../api/say";
import type { Barrier } from "../rules";
import { useCanned } from "../use-canned";
import { useDraft } from "../use-draft";
import { CannedList } from "./canned-list";
import { BarrierBar, type BarrierBarProps } from "./barrier-bar";

const CHARS_MAX = 4_000;

type ComposerProps = Omit<BarrierBarProps, "barrier"> & {
  session: SessionDetail;
  barrier: Barrier | null;
  canNote: boolean;
  mode: Mode;
  onMode: (mode: Mode) => void;
  onSay: (mode: Mode, text: string, files: readonly File[]) => void;
  field: RefObject<HTMLTextAreaElement | null>;
};

/** Where staff write: to the citizen, or a note that only colleagues see (P29). */
export function Composer(props: ComposerProps) {
  const { session, barrier, canNote, mode, onMode, onSay, field, ...bar } = props;
  const isOpen = mode === "note" ? canNote : barrier === null;
  return (
    <div
      className={cx(
        "no-print border-t px-4 pt-2 pb-3",
        mode === "note" ? "border-warn bg-warn-soft" : "border-line bg-paper",
      )}
    >
      {canNote ? <Modes mode={mode} onMode={onMode} /> : null}
      {isOpen ? (
        <Writing key={mode} session={session} mode={mode} onSay={onSay} field={field} />
      ) : (
        <BarrierBar barrier={barrier ?? "closed"} {...bar} />
      )}
    </div>
  );
}

const MODES = { reply: MessageSquareText, note: NotebookPen };

function Modes({ mode, onMode }: Pick<ComposerProps, "mode" | "onMode">) {
  const t = useTranslations("session-desk.composer");
  return (
    <div role="group" aria-label={t("modes")} className="mb-2 flex gap-1">
      {(["reply", "note"] as const).map((one) => {
        const Icon = MODES[one];
        return (
          <button
            key={one}
            type="button"
            aria-pressed={one === mode}
            onClick={() => onMode(one)}
            className={cx(
              "flex min-h-11 items-center gap-2 rounded-lg px-3 text-[0.9375rem] font-semibold",
              one === mode ? "bg-surface text-ink shadow-card" : "text-ink-soft hover:bg-surface",
            )}
          >
            <Icon aria-hidden className="size-4" />
            {t(`mode.${one}`)}
          </button>
        );
      })}
    </div>
  );
}

type WritingProps = Pick<ComposerProps, "session" | "mode" | "onSay" | "field">;

function Writing({ session, mode, onSay, field }: WritingProps) {
  const t = useTranslations("session-desk.composer");
  const listId = useId();
  const live = useLiveClient();
  const [text, setText] = useDraft(session.session_uuid, mode);
  const attached = useAttached();
  const canned = useCanned(session, mode === "reply" ? text : "", setText);
  const typing = (isTyping: boolean) =>
    mode === "reply" && live.typing(session.session_uuid, isTyping);

  const askCanned = () => {
    setText("/");
    field.current?.focus();
  };
  useShortcuts({ "/": mode === "reply" ? askCanned : undefined });

  function send(): void {
    const words = text.trim();
    if ((words !== "" || attached.files.length > 0) && !canned.isOpen) {
      onSay(mode, words, attached.files);
      setText("");
      attached.clear();
      typing(false);
    }
    field.current?.focus();
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    send();
  }

  function keyDown(event: KeyboardEvent): void {
    if (canned.keyDown(event) || event.nativeEvent.isComposing) return;
    if (event.key === "Escape") field.current?.blur();
    if (event.key !== "Enter" || event.shiftKey) return;
    // On a phone Enter is a new line: there is a button for sending.
    const hasKeyboard = window.matchMedia("(pointer: fine)").matches;
    if (!hasKeyboard && !event.ctrlKey) return;
    event.preventDefault();
    send();
  }

  return (
    <form onSubmit={submit} className="relative flex flex-wrap items-end gap-x-2">
      <div className="w-full [&>ul]:mb-2">
        <AttachedList attached={attached} />
      </div>
      {canned.isOpen ? (
        <CannedList
          id={listId}
          replies={canned.found}
          active={canned.active}
          onChoose={canned.choose}
        />
      ) : null}
      <AttachButton attached={attached} className="-mr-1 size-12" />
      <Textarea
        ref={field}
        aria-label={t(`label.${mode}`)}
        placeholder={t(`placeholder.${mode}`)}
        aria-autocomplete={mode === "reply" ? "list" : undefined}
        aria-controls={canned.found.length > 0 ? listId : undefined}
        aria-activedescendant={
          canned.found.length > 0 ? optionId(listId, canned.active) : undefined
        }
        rows={1}
        maxLength={CHARS_MAX}
        className={cx(
          "max-h-48 min-h-12 w-auto! min-w-0 flex-1",
          mode === "note" && "border-dashed border-warn",
        )}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          typing(event.target.value.trim() !== "");
        }}
        onBlur={() => typing(false)}
        onKeyDown={keyDown}
      />
      {mode === "reply" ? (
        <Button
          look="secondary"
          className="size-12 shrink-0 px-0"
          aria-label={t("canned")}
          onClick={askCanned}
        >
          <TextQuote aria-hidden className="size-5" />
        </Button>
      ) : null}
      <Button type="submit" className="size-12 shrink-0 px-0" aria-label={t(`send.${mode}`)}>
        <SendHorizontal aria-hidden className="size-5" />
      </Button>
    </form>
  );
}

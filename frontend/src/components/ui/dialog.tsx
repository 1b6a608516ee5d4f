"use client";

import { cva } from "class-variance-authority";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useId, useRef } from "react";

import { cx } from "@/lib/cx";

import { Button } from "./button";

const dialogStyle = cva(
  "m-0 max-h-none max-w-none bg-surface p-0 text-ink shadow-over backdrop:rise",
  {
    variants: {
      /** `sheet` fills a phone and is a dialog on larger screens; `side` comes from the right. */
      shape: {
        center:
          "fixed inset-x-4 top-1/2 mx-auto max-h-[calc(100dvh-2rem)] w-auto sm:max-w-lg -translate-y-1/2 rounded-card",
        sheet:
          "fixed inset-0 h-dvh w-full sm:inset-x-4 sm:top-1/2 sm:bottom-auto sm:mx-auto sm:h-auto sm:max-h-[calc(100dvh-3rem)] sm:w-auto sm:max-w-2xl sm:-translate-y-1/2 sm:rounded-card",
        side: "fixed inset-y-0 right-0 left-auto h-dvh w-full sm:max-w-md",
      },
    },
    defaultVariants: { shape: "center" },
  },
);

type DialogProps = {
  isOpen: boolean;
  onClose: () => void;
  title: ReactNode;
  shape?: "center" | "sheet" | "side";
  /** Stays in sight below the content. */
  footer?: ReactNode;
  className?: string;
  children: ReactNode;
};

/**
 * A modal dialog of the browser itself: it traps the focus, gives it back, and closes on Escape.
 * Its content exists while it is open.
 */
export function Dialog({
  isOpen,
  onClose,
  title,
  shape,
  footer,
  className,
  children,
}: DialogProps) {
  const t = useTranslations("common");
  const titleId = useId();
  const element = useDialogOf(isOpen, onClose);
  return (
    <dialog
      ref={element}
      aria-labelledby={titleId}
      className={cx(dialogStyle({ shape }), className)}
    >
      {isOpen ? (
        <div className="flex h-full max-h-[inherit] flex-col">
          <div className="flex items-start justify-between gap-4 px-5 pt-5 pb-3 sm:px-7 sm:pt-6">
            <h2 id={titleId} className="pt-1.5 text-xl font-bold sm:text-2xl">
              {title}
            </h2>
            <Button look="quiet" size="icon" onClick={onClose} aria-label={t("close")}>
              <X aria-hidden className="size-6" />
            </Button>
          </div>
          <div className="flex-1 scroll-pb-24 overflow-y-auto px-5 pt-1 pb-6 sm:px-7">
            {children}
          </div>
          {footer ? (
            <div className="border-t border-line bg-surface px-5 py-4 sm:px-7">{footer}</div>
          ) : null}
        </div>
      ) : null}
    </dialog>
  );
}

function useDialogOf(isOpen: boolean, onClose: () => void) {
  const element = useRef<HTMLDialogElement>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    const dialog = element.current;
    if (!dialog || !isOpen) return undefined;
    const cancel = (event: Event) => {
      event.preventDefault();
      close.current();
    };
    const outside = (event: MouseEvent) => event.target === dialog && close.current();
    dialog.addEventListener("cancel", cancel);
    dialog.addEventListener("mousedown", outside);
    if (!dialog.open) dialog.showModal();
    return () => {
      dialog.removeEventListener("cancel", cancel);
      dialog.removeEventListener("mousedown", outside);
      dialog.close();
    };
  }, [isOpen]);
  return element;
}

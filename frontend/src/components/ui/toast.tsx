"use client";

import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useTranslations } from "next-intl";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from "react";

import { Button } from "./button";

const SHOWN_FOR_MS = 8_000;

type Toast = {
  text: ReactNode;
  tone?: "ok" | "bad";
  action?: { label: string; onSelect: () => void };
};
type ShownToast = Toast & { id: number };
type Show = (toast: Toast) => void;

const ToastContext = createContext<Show | null>(null);
let lastId = 0;

/**
 * Shows passing news away from where people read and write: below the header of a phone, else in
 * the corner below the lists. What a person must act on belongs on the page instead.
 */
export function ToastProvider({ children }: { children: ReactNode }) {
  const t = useTranslations("common");
  const [toasts, setToasts] = useState<readonly ShownToast[]>([]);
  const close = useCallback((id: number) => {
    setToasts((shown) => shown.filter((toast) => toast.id !== id));
  }, []);
  const show = useCallback<Show>((toast) => {
    lastId += 1;
    const shown = { ...toast, id: lastId };
    setToasts((others) => [...others.slice(-2), shown]);
  }, []);
  const rows = useMemo(
    () => toasts.map((toast) => <ToastRow key={toast.id} toast={toast} onClose={close} />),
    [toasts, close],
  );
  return (
    <ToastContext.Provider value={show}>
      {children}
      <section
        aria-label={t("news")}
        className="no-print pointer-events-none fixed inset-x-0 top-14 z-50 p-4 md:top-auto md:right-auto md:bottom-0 md:w-96"
      >
        <div role="status" className="mx-auto flex max-w-lg flex-col gap-2">
          {rows}
        </div>
      </section>
    </ToastContext.Provider>
  );
}

function ToastRow({ toast, onClose }: { toast: ShownToast; onClose: (id: number) => void }) {
  const t = useTranslations("common");
  const [isHeld, setIsHeld] = useState(false);
  const { id, action, tone = "ok" } = toast;
  useEffect(() => {
    if (isHeld) return undefined;
    const timer = setTimeout(() => onClose(id), SHOWN_FOR_MS);
    return () => clearTimeout(timer);
  }, [id, isHeld, onClose]);
  const Icon = tone === "ok" ? CircleCheck : CircleAlert;
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- it only waits while it is read
    <div
      className="rise pointer-events-auto flex items-center gap-3 rounded-xl border border-line bg-surface py-2 pr-2 pl-4 shadow-over"
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
    >
      <Icon aria-hidden className={tone === "ok" ? "size-5 text-ok" : "size-5 text-bad"} />
      <p className="flex-1">{toast.text}</p>
      {action ? (
        <Button
          look="quiet"
          size="sm"
          onClick={() => {
            action.onSelect();
            onClose(id);
          }}
        >
          {action.label}
        </Button>
      ) : null}
      <Button look="quiet" size="icon" aria-label={t("close")} onClick={() => onClose(id)}>
        <X aria-hidden className="size-5" />
      </Button>
    </div>
  );
}

export function useToast(): Show {
  const show = useContext(ToastContext);
  if (show === null) throw new Error("ToastProvider is missing above this component.");
  return show;
}

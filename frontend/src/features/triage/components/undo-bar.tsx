"use client";

import { Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";

import type { Triage } from "../use-triage";

/** Decisions that are on their way, each with a moment to take it back. */
export function UndoBar({ triage: { waiting, undo } }: { triage: Triage }) {
  const t = useTranslations("triage");
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-0 z-40 flex flex-col items-center gap-2 p-4"
    >
      {waiting.map((decision) => (
        <div
          key={decision.row.session_uuid}
          className="rise pointer-events-auto flex w-full max-w-lg items-center gap-3 rounded-xl border border-line bg-surface py-2 pr-2 pl-4 shadow-over"
        >
          <p className="flex-1">
            {t("sent", { number: decision.row.number, department: decision.name })}
          </p>
          <Button look="quiet" size="sm" onClick={() => undo(decision)}>
            <Undo2 aria-hidden className="size-5" />
            {t("undo")}
          </Button>
        </div>
      ))}
    </div>
  );
}

"use client";

import { Hand, HelpCircle, Lock } from "lucide-react";
import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";

import type { Barrier } from "../rules";

export type BarrierBarProps = {
  barrier: Barrier;
  owner: string;
  isBusy: boolean;
  onPick: () => void;
  onVerify: () => void;
};

/** Why one cannot answer here yet, and the one thing to do about it. */
export function BarrierBar({ barrier, owner, isBusy, onPick, onVerify }: BarrierBarProps) {
  const t = useTranslations("session-desk.barriers");
  const Icon = barrier === "unverified" ? HelpCircle : Lock;
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p className="flex flex-1 basis-64 items-center gap-2 text-[0.9375rem] text-ink-soft">
        <Icon aria-hidden className="size-5 shrink-0" />
        {t(barrier, { owner })}
      </p>
      {barrier === "notPicked" ? (
        <Button isBusy={isBusy} onClick={onPick}>
          <Hand aria-hidden className="size-5" />
          {t("pick")}
        </Button>
      ) : null}
      {barrier === "unverified" ? <Button onClick={onVerify}>{t("verify")}</Button> : null}
    </div>
  );
}

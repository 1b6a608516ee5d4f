"use client";

import { useTranslations } from "next-intl";

import { cx } from "@/lib/cx";
import { shortTime } from "@/lib/figures";
import { numberText } from "@/lib/i18n/dates";
import { stageOf } from "@/lib/session/stages";

/** Returns what names a stage; one that this page does not know keeps its own word. */
export function useStageName(): (stage: string) => string {
  const t = useTranslations("office.stages");
  return (stage) => {
    const known = stageOf(stage);
    return known ? t(known) : stage;
  };
}

/** Returns what says a time of a stage. */
export function useStageTime(): (seconds: number) => string {
  const t = useTranslations("office.units");
  return (seconds) => {
    const { unit, value } = shortTime(seconds);
    return t(unit, { value: numberText(value, 2) });
  };
}

/** A piece of a bar in parts of one, with its colour as a class. */
export type Piece = { from?: number; size: number; fill: string };

/** Times on one scale, later pieces over earlier ones; it only repeats numbers beside it. */
export function StageBar({ pieces, className }: { pieces: readonly Piece[]; className?: string }) {
  const percent = (share: number) => `${share * 100}%`;
  return (
    <svg aria-hidden className={cx("h-3 w-full rounded bg-sunk", className)}>
      {pieces.map(({ from = 0, size, fill }, at) => (
        <rect key={at} x={percent(from)} width={percent(size)} height="100%" className={fill} />
      ))}
    </svg>
  );
}

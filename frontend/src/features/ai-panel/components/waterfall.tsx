"use client";

import { useTranslations } from "next-intl";

import { numberText } from "@/lib/i18n/dates";
import type { StageTiming } from "@/lib/session/analysis";
import { stageOf } from "@/lib/session/stages";

import { type Bar, shortTime, waterfallOf } from "../rules";

/** Where the time of this message's run went, stage by stage (P12). */
export function Waterfall({ timings }: { timings: readonly StageTiming[] }) {
  const t = useTranslations("ai-panel");
  const timeText = useTimeText();
  const { bars, totalMs } = waterfallOf(timings);
  const name = (stage: string) => {
    const known = stageOf(stage);
    return known ? t(`stage.${known}`) : stage;
  };
  return (
    <>
      <ol className="flex flex-col gap-1">
        {bars.map((bar, index) => (
          <li
            key={`${bar.stage}-${index}`}
            className="grid grid-cols-[6.5rem_1fr_4.5rem] items-center gap-2 text-sm"
          >
            <span className={bar.isFailed ? "font-semibold text-bad" : undefined}>
              {name(bar.stage)}
              {bar.isFailed ? <span className="sr-only"> {t("stageFailed")}</span> : null}
            </span>
            <Track bar={bar} totalMs={totalMs} />
            <span className="text-right tabular-nums">{timeText(bar.waitMs + bar.serviceMs)}</span>
          </li>
        ))}
      </ol>
      <p className="flex justify-between border-t border-line pt-1 text-sm font-semibold">
        <span>{t("total")}</span>
        <span className="tabular-nums">{timeText(totalMs)}</span>
      </p>
      <p className="text-sm text-ink-soft">{t("legend")}</p>
    </>
  );
}

function useTimeText() {
  const t = useTranslations("ai-panel.units");
  return (ms: number) => {
    const { unit, value } = shortTime(ms);
    return t(unit, { value: numberText(value, 2) });
  };
}

/** Pale is waiting, full is work. */
function Track({ bar, totalMs }: { bar: Bar; totalMs: number }) {
  const share = (ms: number) => `${totalMs > 0 ? (ms / totalMs) * 100 : 0}%`;
  return (
    <svg aria-hidden className="h-3 w-full rounded bg-sunk">
      <rect
        x={share(bar.startMs)}
        width={share(bar.waitMs)}
        height="100%"
        className="fill-line-strong"
      />
      <rect
        x={share(bar.startMs + bar.waitMs)}
        width={share(bar.serviceMs)}
        height="100%"
        className={bar.isFailed ? "fill-bad" : "fill-brand"}
      />
    </svg>
  );
}

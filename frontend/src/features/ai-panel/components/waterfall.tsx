"use client";

import { useTranslations } from "next-intl";

import { StageBar, useStageName, useStageTime } from "@/components/office/stage-bars";
import type { StageTiming } from "@/lib/session/analysis";

import { waterfallOf } from "../rules";

/** Where the time of this message's run went, stage by stage (P12). */
export function Waterfall({ timings }: { timings: readonly StageTiming[] }) {
  const t = useTranslations("ai-panel");
  const nameOf = useStageName();
  const timeText = useStageTime();
  const { bars, totalS } = waterfallOf(timings);
  const share = (seconds: number) => (totalS > 0 ? seconds / totalS : 0);
  return (
    <>
      <ol className="flex flex-col gap-1">
        {bars.map(({ stage, startS, waitS, serviceS, isFailed }, index) => (
          <li
            key={`${stage}-${index}`}
            className="grid grid-cols-[6.5rem_1fr_4.5rem] items-center gap-2 text-sm"
          >
            <span className={isFailed ? "font-semibold text-bad" : undefined}>
              {nameOf(stage)}
              {isFailed ? <span className="sr-only"> {t("stageFailed")}</span> : null}
            </span>
            <StageBar
              pieces={[
                { from: share(startS), size: share(waitS), fill: "fill-line-strong" },
                {
                  from: share(startS + waitS),
                  size: share(serviceS),
                  fill: isFailed ? "fill-bad" : "fill-brand",
                },
              ]}
            />
            <span className="text-right tabular-nums">{timeText(waitS + serviceS)}</span>
          </li>
        ))}
      </ol>
      <p className="flex justify-between border-t border-line pt-1 text-sm font-semibold">
        <span>{t("total")}</span>
        <span className="tabular-nums">{timeText(totalS)}</span>
      </p>
      <p className="text-sm text-ink-soft">{t("legend")}</p>
    </>
  );
}

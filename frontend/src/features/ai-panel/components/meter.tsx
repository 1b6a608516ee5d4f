import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";

import { Gauge } from "@/components/office/gauge";
import { cx } from "@/lib/cx";

type MeterProps = { label: string; value: number; isMarked?: boolean };

/** A part of one, as a number and a bar; the bar only repeats the number. */
export function Meter({ label, value, isMarked = false }: MeterProps) {
  const t = useTranslations("ai-panel");
  const percent = Math.round(value * 100);
  return (
    <div>
      <p className="flex items-start justify-between gap-3 text-[0.9375rem]">
        <span className={cx("flex gap-1.5", isMarked && "font-bold")}>
          {isMarked ? (
            <>
              <CircleCheck aria-hidden className="mt-1 size-4 shrink-0 text-ok" />
              <span className="sr-only">{t("chosen")}</span>
            </>
          ) : null}
          {label}
        </span>
        <span className="shrink-0 font-semibold tabular-nums">{percent} %</span>
      </p>
      <Gauge value={value} tone={isMarked ? "ok" : "brand"} className="mt-1 block" />
    </div>
  );
}

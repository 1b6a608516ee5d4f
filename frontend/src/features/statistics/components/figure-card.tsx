"use client";

import { Download, Table2, TrendingUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";

import { Button, buttonStyle } from "@/components/ui/button";
import { cx } from "@/lib/cx";

type FigureCardProps = {
  title: string;
  lead?: string;
  /** Where its table is handed out as CSV. */
  csv: string;
  chart: ReactNode;
  table: ReactNode;
  /** Takes both columns. */
  isWide?: boolean;
};

/** One figure: as a chart or as a table of the same numbers, and as CSV. */
export function FigureCard({ title, lead, csv, chart, table, isWide }: FigureCardProps) {
  const t = useTranslations("statistics");
  const titleId = useId();
  const [isTable, setIsTable] = useState(false);
  const Icon = isTable ? TrendingUp : Table2;
  return (
    <article
      aria-labelledby={titleId}
      className={cx(
        "flex min-w-0 flex-col gap-3 rounded-card bg-surface p-4 shadow-card",
        isWide && "lg:col-span-2",
      )}
    >
      <header className="flex items-start justify-between gap-2">
        <div className="min-w-0 pt-1.5">
          <h2 id={titleId} className="font-bold">
            {title}
          </h2>
          {lead ? <p className="text-sm text-ink-soft">{lead}</p> : null}
        </div>
        <div className="no-print flex shrink-0">
          <Button
            look="quiet"
            size="icon"
            aria-pressed={isTable}
            aria-label={t("asTable", { title })}
            title={t("asTable", { title })}
            onClick={() => setIsTable((before) => !before)}
          >
            <Icon aria-hidden className="size-5" />
          </Button>
          <a
            href={csv}
            download
            aria-label={t("csv", { title })}
            title={t("csv", { title })}
            className={buttonStyle({ look: "quiet", size: "icon" })}
          >
            <Download aria-hidden className="size-5" />
          </a>
        </div>
      </header>
      {isTable ? table : chart}
    </article>
  );
}

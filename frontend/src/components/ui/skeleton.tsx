import { useTranslations } from "next-intl";

import { cx } from "@/lib/cx";

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx("breathe rounded-lg bg-line", className)} />;
}

/** The shape of a list while it loads; a reader hears one sentence. */
export function SkeletonList({ rows = 4 }: { rows?: number }) {
  const t = useTranslations("common");
  return (
    <div role="status" className="flex flex-col gap-3 py-2">
      <span className="sr-only">{t("loading")}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex flex-col gap-2.5 rounded-card bg-surface p-4 shadow-card">
          <Skeleton className="h-5 w-2/5" />
          <Skeleton className="h-4 w-4/5" />
        </div>
      ))}
    </div>
  );
}

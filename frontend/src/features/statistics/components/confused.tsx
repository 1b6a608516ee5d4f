"use client";

import { useTranslations } from "next-intl";

import { Table } from "@/components/ui/table";
import { cx } from "@/lib/cx";
import { useDepartments } from "@/lib/departments";
import { Link } from "@/lib/i18n/navigation";

import { type Confusion, matrixOf, mistakesOf } from "../rules";
import { FigureCard } from "./figure-card";

type ConfusedProps = { rows: readonly Confusion[]; csv: string };

/** What was chosen against what was right: the diagonal is where the router was right. */
export function Confused({ rows, csv }: ConfusedProps) {
  const t = useTranslations("statistics.confusion");
  const nothing = <p className="py-8 text-center text-ink-soft">{t("none")}</p>;
  return (
    <FigureCard
      isWide
      title={t("title")}
      lead={t("lead")}
      csv={csv}
      chart={rows.length > 0 ? <Matrix rows={rows} /> : nothing}
      table={<Mistakes rows={rows} />}
    />
  );
}

function Matrix({ rows }: { rows: readonly Confusion[] }) {
  const t = useTranslations("statistics.confusion");
  const { nameOf } = useDepartments();
  const { codes, count } = matrixOf(rows);
  return (
    <div
      role="region"
      aria-label={t("title")}
      tabIndex={0} // eslint-disable-line jsx-a11y/no-noninteractive-tabindex -- what scrolls needs the keyboard
      className="overflow-auto"
    >
      <table className="border-separate border-spacing-0.5 text-sm">
        <caption className="sr-only">{t("title")}</caption>
        <thead>
          <tr>
            <th scope="col" className="pr-2 text-left font-semibold text-ink-soft">
              {t("chosen")} ↓ · {t("right")} →
            </th>
            {codes.map((code) => (
              <th
                key={code}
                scope="col"
                className="max-w-36 min-w-32 px-1 pb-1 align-bottom font-semibold"
              >
                <span className="line-clamp-4 wrap-anywhere hyphens-auto" title={nameOf(code)}>
                  {nameOf(code)}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {codes.map((chosen) => (
            <tr key={chosen}>
              <th scope="row" className="max-w-52 pr-2 text-left font-semibold">
                {nameOf(chosen)}
              </th>
              {codes.map((right) => (
                <Cell key={right} count={count(chosen, right)} isRight={chosen === right} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ count, isRight }: { count: number; isRight: boolean }) {
  const tone = isRight ? "bg-ok-soft text-ok" : "bg-bad-soft text-bad";
  return (
    <td
      className={cx(
        "h-9 min-w-12 rounded text-center font-bold tabular-nums",
        count > 0 ? tone : "bg-sunk",
      )}
    >
      {count > 0 ? count : null}
    </td>
  );
}

function Mistakes({ rows }: { rows: readonly Confusion[] }) {
  const t = useTranslations("statistics.confusion");
  const { nameOf } = useDepartments();
  return (
    <Table
      caption={t("title")}
      isCaptionHidden
      rows={mistakesOf(rows)}
      rowKey={({ chosen, right }) => `${chosen} ${right}`}
      columns={[
        { key: "chosen", header: t("chosen"), cell: ({ chosen }) => nameOf(chosen) },
        {
          key: "right",
          header: t("right"),
          cell: ({ right }) => (
            <Link href={`/corrections/?department=${right}`} className="text-brand underline">
              {nameOf(right)}
            </Link>
          ),
        },
        { key: "count", header: t("count"), isNumber: true, cell: ({ count }) => count },
      ]}
    />
  );
}

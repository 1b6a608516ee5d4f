"use client";

import { useTranslations } from "next-intl";

import { Gauge } from "@/components/office/gauge";
import { Table } from "@/components/ui/table";
import { queryParamsSet } from "@/lib/use-query-param";

import { exportPath } from "../api/statistics";
import { sharesOf } from "@/lib/figures";
import { type Filters, type Group, type Row, rowsOf, type Statistics } from "../rules";
import { useKeyName, useTexts } from "../use-texts";
import { FigureCard } from "./figure-card";

type GroupFigureProps = {
  found: Statistics;
  filters: Filters;
  group: Exclude<Group, "day">;
};

/** Sessions of each department, channel or language; a press shows that one alone. */
export function GroupFigure({ found, filters, group }: GroupFigureProps) {
  const t = useTranslations("statistics.groups");
  const name = useKeyName(group);
  const { count } = useTexts();
  const rows = rowsOf(found, group);
  const sizes = sharesOf(rows.map(({ service }) => service?.sessions ?? 0));
  return (
    <FigureCard
      title={t(group)}
      lead={t("press")}
      csv={exportPath(filters, `service_${group}`)}
      chart={
        <ol className="flex flex-col">
          {rows.map((row, at) => (
            <li key={row.key}>
              <button
                type="button"
                onClick={() => queryParamsSet({ [group]: row.key || null })}
                className="flex min-h-11 w-full flex-col justify-center gap-1 rounded-lg px-2 py-1 text-left hover:bg-brand-soft"
              >
                <span className="flex w-full justify-between gap-3 text-[0.9375rem]">
                  <span className="min-w-0">{name(row.key)}</span>
                  <b className="tabular-nums">{count(row.service?.sessions ?? 0)}</b>
                </span>
                <Gauge value={sizes[at] ?? 0} className="block" />
              </button>
            </li>
          ))}
        </ol>
      }
      table={<GroupTable rows={rows} group={group} name={name} />}
    />
  );
}

type GroupTableProps = {
  rows: readonly Row[];
  group: Exclude<Group, "day">;
  name: (key: string) => string;
};

function GroupTable({ rows, group, name }: GroupTableProps) {
  const t = useTranslations("statistics.groups");
  const tiles = useTranslations("statistics.tiles");
  const { count, share, rating, time } = useTexts();
  const number = (key: string, header: string, say: (row: Row) => string) => ({
    key,
    header,
    isNumber: true,
    cell: say,
  });
  return (
    <Table
      caption={t(group)}
      isCaptionHidden
      rows={rows}
      rowKey={({ key }) => key}
      columns={[
        { key: "name", header: t("name"), cell: ({ key }) => name(key) },
        number("sessions", tiles("sessions"), ({ service }) => count(service?.sessions ?? 0)),
        number("reply", tiles("reply"), ({ service }) => time(service?.reply_p50_s)),
        number("close", tiles("close"), ({ service }) => time(service?.close_p50_s)),
        number("accuracy", tiles("accuracy"), ({ routing }) => share(routing?.accuracy)),
        number("overdue", tiles("overdue"), ({ service }) => share(service?.overdue_share)),
        number("rating", tiles("rating"), ({ service }) => rating(service?.rating)),
      ]}
    />
  );
}

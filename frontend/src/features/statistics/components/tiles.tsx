"use client";

import { useTranslations } from "next-intl";

import type { Statistics } from "../rules";
import { useTexts } from "../use-texts";

/** The sums of the period; each with what it is made of. */
export function Tiles({ found }: { found: Statistics }) {
  const t = useTranslations("statistics.tiles");
  const { count, share, rating, time } = useTexts();
  const [service] = found.service.total;
  const [routing] = found.routing.total;
  if (!service || !routing) return null;
  const tiles = [
    ["sessions", count(service.sessions), t("closedOf", { value: count(service.closed) })],
    ["reply", time(service.reply_p50_s), t("p90", { value: time(service.reply_p90_s) })],
    ["route", time(service.route_p50_s), t("p90", { value: time(service.route_p90_s) })],
    ["close", time(service.close_p50_s), t("p90", { value: time(service.close_p90_s) })],
    ["accuracy", share(routing.accuracy), t("ofVerified", { value: count(routing.verified) })],
    ["abstained", share(routing.abstain_share), t("times", { value: count(routing.abstained) })],
    ["overdue", share(service.overdue_share), t("times", { value: count(service.overdue) })],
    ["auto", share(service.auto_closed_share), t("times", { value: count(service.auto_closed) })],
    ["rating", rating(service.rating), t("ratings", { value: count(service.ratings) })],
    ["injection", share(service.injection_share), t("times", { value: count(service.injections) })],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">
      {tiles.map(([name, value, more]) => (
        <div key={name} className="flex flex-col rounded-card bg-surface px-4 py-3 shadow-card">
          <dt className="text-sm text-ink-soft">{t(name)}</dt>
          <dd className="text-2xl font-bold whitespace-nowrap tabular-nums">{value}</dd>
          <dd className="text-sm text-ink-soft">{more}</dd>
        </div>
      ))}
    </dl>
  );
}

"use client";

import { Ban, Check, History, ShieldX } from "lucide-react";
import { useTranslations } from "next-intl";

import { Age } from "@/components/office/age";
import { Gauge } from "@/components/office/gauge";
import { Button, ButtonLink } from "@/components/ui/button";
import { Chip } from "@/components/ui/chip";
import { cx } from "@/lib/cx";
import { useDistrictNameOf } from "@/lib/districts";
import { numberText } from "@/lib/i18n/dates";
import { useDates } from "@/lib/i18n/use-dates";
import { useNow } from "@/lib/use-now";

import { type Decision, matchOf, type Quarantined, riskTone, VERDICT_TONES } from "../rules";
import { InertText } from "./inert-text";

const MINUTE_MS = 60_000;
const LINES = { bad: "border-l-bad", warn: "border-l-warn", brand: "border-l-brand" };

type QuarantineCardProps = {
  row: Quarantined;
  isChosen?: boolean;
  onChoose?: (isChosen: boolean) => void;
  onDecide?: (decision: Decision) => void;
};

/** One message that was set aside: who wrote what, how risky, what matched, what can be done. */
export function QuarantineCard({ row, isChosen, onChoose, onDecide }: QuarantineCardProps) {
  const t = useTranslations("quarantine");
  return (
    <article
      aria-label={row.number}
      className={cx(
        "flex flex-col gap-3 rounded-card border-l-4 bg-surface p-4 shadow-card",
        LINES[riskTone(row.risk_score)],
      )}
    >
      <CardHeader row={row} isChosen={isChosen} onChoose={onChoose} />
      <div className="grid gap-x-6 gap-y-3 md:grid-cols-[1fr_12rem]">
        <InertText text={row.text} />
        <Risk risk={row.risk_score} />
      </div>
      <Matched names={row.matched} />
      {row.verdict === "PENDING" ? null : <Decided row={row} />}
      <div className="flex flex-wrap gap-2">
        {onDecide ? <Decisions row={row} onDecide={onDecide} /> : null}
        <ButtonLink look="quiet" size="sm" href={`/system/?tab=audit&subject=${row.session_uuid}`}>
          <History aria-hidden className="size-5" />
          {t("audit")}
        </ButtonLink>
      </div>
    </article>
  );
}

function CardHeader({ row, isChosen, onChoose }: Omit<QuarantineCardProps, "onDecide">) {
  const t = useTranslations("quarantine");
  const channels = useTranslations("office.channels");
  const districtOf = useDistrictNameOf();
  const now = useNow(MINUTE_MS);
  const who = row.citizen_name || t("nameless");
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {onChoose ? (
        <input
          type="checkbox"
          aria-label={t("chooseOne", { number: row.number })}
          className="size-6 accent-brand"
          checked={isChosen ?? false}
          onChange={(event) => onChoose(event.target.checked)}
        />
      ) : null}
      <h2 className="font-bold tabular-nums">{row.number}</h2>
      {row.verdict === "PENDING" ? null : (
        <Chip tone={VERDICT_TONES[row.verdict]}>{t(`verdicts.${row.verdict}`)}</Chip>
      )}
      <span className="text-[0.9375rem] text-ink-soft">
        {who} · {channels(row.channel === "TELEGRAM" ? "TELEGRAM" : "WEB")} ·{" "}
        {districtOf(row.district)}
      </span>
      {row.is_citizen_active ? null : <Chip tone="bad">{t("blocked")}</Chip>}
      <span className="ml-auto text-sm text-ink-soft">
        <Age at={row.created_at} now={now} />
      </span>
    </header>
  );
}

/** The risk as a number and a bar. */
function Risk({ risk }: { risk: number }) {
  const t = useTranslations("quarantine");
  return (
    <div>
      <p className="flex justify-between">
        <span className="font-semibold">{t("risk")}</span>
        <span className="font-bold tabular-nums">{numberText(risk, 2)}</span>
      </p>
      <Gauge value={risk} tone={riskTone(risk)} className="block" />
    </div>
  );
}

/** Every layer and pattern that spoke, in words and by its name. */
function Matched({ names }: { names: readonly string[] }) {
  const t = useTranslations("quarantine");
  return (
    <div className="flex flex-col gap-1.5">
      <p className="text-sm font-semibold text-ink-soft">{t("matched")}</p>
      <ul className="flex flex-wrap gap-x-5 gap-y-1.5">
        {names.map((name) => {
          const match = matchOf(name);
          return (
            <li key={name} className="flex flex-wrap items-center gap-x-2 text-sm">
              <Chip tone={match.layer === "rule" ? "bad" : "warn"}>
                {t(`layers.${match.layer}`)}
              </Chip>
              {match.pattern ? (
                <span className="font-semibold">{t(`patterns.${match.pattern}`)}</span>
              ) : null}
              <code className="text-ink-soft">{name}</code>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Decided({ row }: { row: Quarantined }) {
  const t = useTranslations("quarantine");
  const dates = useDates();
  return (
    <p className="text-[0.9375rem]">
      <span className="font-semibold">
        {t("decided", {
          who: row.decided_by ?? "–",
          when: row.decided_at ? dates(row.decided_at, "full") : "–",
        })}
      </span>{" "}
      {row.decision_reason}
    </p>
  );
}

type DecisionsProps = { row: Quarantined; onDecide: (decision: Decision) => void };

function Decisions({ row, onDecide }: DecisionsProps) {
  const t = useTranslations("quarantine.actions");
  return (
    <>
      <Button look="secondary" size="sm" onClick={() => onDecide("release")}>
        <Check aria-hidden className="size-5" />
        {t("release")}
      </Button>
      <Button look="danger" size="sm" onClick={() => onDecide("reject")}>
        <ShieldX aria-hidden className="size-5" />
        {t("reject")}
      </Button>
      {row.is_citizen_active ? (
        <Button look="danger" size="sm" onClick={() => onDecide("block")}>
          <Ban aria-hidden className="size-5" />
          {t("block")}
        </Button>
      ) : null}
    </>
  );
}

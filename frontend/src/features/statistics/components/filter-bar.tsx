"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";

import { ParamSelect, Toolbar } from "@/components/office/toolbar";
import { Button } from "@/components/ui/button";
import { Input, Select } from "@/components/ui/input";
import { useDepartments } from "@/lib/departments";
import { queryParamsSet } from "@/lib/use-query-param";

import { type Filters, PERIOD_DEFAULT, PERIODS_DAYS } from "../rules";

const CHANNELS = ["WEB", "TELEGRAM"] as const;
const LANGUAGES = ["uz", "ru"] as const;

type FilterBarProps = { filters: Filters; days: number | null };

/** Period, department, channel and language; all of it lives in the address. */
export function FilterBar({ filters, days }: FilterBarProps) {
  const t = useTranslations("statistics.filters");
  const office = useTranslations("office");
  const { departments } = useDepartments();
  const isNarrow = [filters.department, filters.channel, filters.language].some(Boolean);
  return (
    <Toolbar>
      <PeriodSelect filters={filters} days={days} />
      {days === null ? <OwnDays filters={filters} /> : null}
      <ParamSelect
        name="department"
        label={t("department")}
        any={t("anyDepartment")}
        value={filters.department}
        options={departments.map(({ code, name }) => ({ value: code, label: name }))}
      />
      <ParamSelect
        name="channel"
        label={t("channel")}
        any={t("anyChannel")}
        value={filters.channel}
        options={CHANNELS.map((value) => ({ value, label: office(`channels.${value}`) }))}
      />
      <ParamSelect
        name="language"
        label={t("language")}
        any={t("anyLanguage")}
        value={filters.language}
        options={LANGUAGES.map((value) => ({ value, label: office(`languages.${value}`) }))}
      />
      {isNarrow ? (
        <Button
          look="quiet"
          size="sm"
          onClick={() => queryParamsSet({ department: null, channel: null, language: null })}
        >
          <X aria-hidden className="size-4" />
          {t("clear")}
        </Button>
      ) : null}
    </Toolbar>
  );
}

const OWN = "own";

function PeriodSelect({ filters, days }: FilterBarProps) {
  const t = useTranslations("statistics.filters");
  const choose = (value: string) => {
    if (value === OWN) queryParamsSet({ since: filters.since, until: filters.until });
    else {
      const period = value === String(PERIOD_DEFAULT) ? null : value;
      queryParamsSet({ period, since: null, until: null });
    }
  };
  return (
    <div className="min-w-40 flex-1 sm:max-w-60">
      <Select
        aria-label={t("period")}
        className="min-h-11 px-3 py-1.5 text-[0.9375rem]"
        value={days === null ? OWN : String(days)}
        onChange={(event) => choose(event.target.value)}
      >
        {PERIODS_DAYS.map((count) => (
          <option key={count} value={count}>
            {t("days", { count })}
          </option>
        ))}
        <option value={OWN}>{t("own")}</option>
      </Select>
    </div>
  );
}

function OwnDays({ filters }: { filters: Filters }) {
  const t = useTranslations("statistics.filters");
  return (["since", "until"] as const).map((name) => (
    <div key={name} className="min-w-40 flex-1 sm:max-w-48">
      <Input
        type="date"
        aria-label={t(name)}
        className="min-h-11 px-3 py-1.5 text-[0.9375rem]"
        value={filters[name]}
        onChange={(event) => {
          if (event.target.value) queryParamsSet({ ...ordered(filters, name, event.target.value) });
        }}
      />
    </div>
  ));
}

/** A period never runs backwards: the other end comes along. */
function ordered({ since, until }: Filters, name: "since" | "until", day: string) {
  if (name === "since") return { since: day, until: until < day ? day : until };
  return { since: since > day ? day : since, until: day };
}

"use client";

import { useTranslations } from "next-intl";

import { SearchParam } from "@/components/office/search-param";
import { ParamSelect, Toolbar } from "@/components/office/toolbar";
import { queryParamsSet } from "@/lib/use-query-param";

import type { Filters } from "../rules";
import { SoundSwitch } from "./sound-switch";

const CHANNELS = ["WEB", "TELEGRAM"] as const;
const LANGUAGES = ["uz", "ru"] as const;

/** Narrows a queue; what is chosen lives in the address. */
export function FilterBar({ filters }: { filters: Filters }) {
  const t = useTranslations("inbox.filters");
  const office = useTranslations("office");
  return (
    <div className="border-b border-line p-3">
      <Toolbar>
        <div className="flex w-full items-center gap-1">
          <SearchParam label={t("search")} hint={t("searchHint")} value={filters.search} />
          <SoundSwitch />
        </div>
        <ParamSelect
          name="channel"
          label={t("channel")}
          className="min-w-24"
          any={t("anyChannel")}
          value={filters.channel}
          options={CHANNELS.map((value) => ({ value, label: office(`channels.${value}`) }))}
        />
        <ParamSelect
          name="language"
          label={t("language")}
          className="min-w-24"
          any={t("anyLanguage")}
          value={filters.language}
          options={LANGUAGES.map((value) => ({ value, label: office(`languages.${value}`) }))}
        />
        <label className="flex min-h-11 items-center gap-2 px-1 text-[0.9375rem]">
          <input
            type="checkbox"
            className="size-5 accent-brand"
            checked={filters.isOverdue}
            onChange={(event) =>
              queryParamsSet({ overdue: event.target.checked ? "1" : null, page: null })
            }
          />
          {t("overdue")}
        </label>
      </Toolbar>
    </div>
  );
}

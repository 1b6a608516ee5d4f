"use client";

import { useTranslations } from "next-intl";

import { Gauge } from "@/components/office/gauge";
import { Key } from "@/components/ui/key";
import { useDepartments } from "@/lib/departments";
import { numberText } from "@/lib/i18n/dates";

import type { Suggestion, TriageRow } from "../rules";

type CandidatesProps = {
  row: TriageRow;
  suggestions: readonly Suggestion[];
  onTake: (suggestion: Suggestion) => void;
};

/** The departments that were nearest, side by side: each is one press away. */
export function Candidates({ row, suggestions, onTake }: CandidatesProps) {
  const t = useTranslations("triage");
  const named = useNamed(suggestions);
  return (
    <section aria-labelledby="candidates" className="flex flex-col gap-2">
      <h3 id="candidates" className="font-bold">
        {t("candidates")}
      </h3>
      {row.reason ? (
        <p className="text-[0.9375rem]">
          <span className="font-semibold">{t("said")}</span> {row.reason}
          {typeof row.confidence === "number" ? (
            <span className="text-ink-soft">
              {" "}
              ({t("confidence", { percent: Math.round(row.confidence * 100) })})
            </span>
          ) : null}
        </p>
      ) : null}
      <ol className="grid gap-3 sm:grid-cols-3">
        {named.map((suggestion, place) => (
          <li key={suggestion.department_id}>
            <button
              type="button"
              onClick={() => onTake(suggestion)}
              className="flex h-full w-full flex-col gap-2 rounded-card border-2 border-line-strong bg-surface p-3 text-left hover:border-brand hover:bg-brand-soft"
            >
              <span className="text-brand">
                <Key>{String(place + 1)}</Key>
              </span>
              <span className="text-base leading-snug font-bold md:text-sm 2xl:text-base wrap-anywhere hyphens-auto text-brand">
                {suggestion.name}
              </span>
              <span className="line-clamp-4 text-sm text-ink-soft">{suggestion.description}</span>
              <span className="mt-auto w-full pt-1">
                <span className="flex justify-between text-sm">
                  <span className="text-ink-soft">{t("similarity")}</span>
                  <span className="font-semibold tabular-nums">
                    {numberText(suggestion.similarity, 2)}
                  </span>
                </span>
                <Gauge value={suggestion.similarity} className="mt-1 block" />
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The pipeline names departments in the language of the message; we name them in the page's. */
function useNamed(suggestions: readonly Suggestion[]): Suggestion[] {
  const { departments } = useDepartments();
  return suggestions.map((suggestion) => {
    const known = departments.find(({ code }) => code === suggestion.code);
    return known ? { ...suggestion, name: known.name, description: known.description } : suggestion;
  });
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { Chip } from "@/components/ui/chip";
import { SkeletonList } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { numberText } from "@/lib/i18n/dates";
import { type Analysis, analysisQuery } from "@/lib/session/analysis";
import { useDepartmentNameOf } from "@/lib/session/departments";

import { Learned } from "./learned";
import { Meter } from "./meter";
import { Waterfall } from "./waterfall";

/** What the pipeline saw, chose and needed for it (S5). */
export function AiPanel({ sessionUuid }: { sessionUuid: string }) {
  const t = useTranslations("ai-panel");
  const { data, error, refetch } = useQuery(analysisQuery(sessionUuid));
  return (
    <section aria-labelledby="ai-panel-title" className="flex flex-col gap-4 p-4">
      <h2 id="ai-panel-title" className="text-lg font-bold">
        {t("title")}
      </h2>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined && !error ? <SkeletonList rows={2} /> : null}
      {data === null ? <p className="text-ink-soft">{t("none")}</p> : null}
      {data ? <Found analysis={data} /> : null}
    </section>
  );
}

function Found({ analysis }: { analysis: Analysis }) {
  const t = useTranslations("ai-panel");
  const nameOf = useDepartmentNameOf();
  const { confidence, reason, candidates, timings, department } = analysis;
  return (
    <>
      <div className="flex flex-wrap gap-1.5">
        <Chip tone={analysis.kind === "ROUTED" ? "ok" : "warn"}>{t(`kinds.${analysis.kind}`)}</Chip>
        {analysis.is_degraded ? <Chip tone="warn">{t("degraded")}</Chip> : null}
      </div>
      {confidence === null ? null : <Meter label={t("confidence")} value={confidence} />}
      {reason ? (
        <Part title={t("reason")}>
          <p className="break-words">{reason}</p>
        </Part>
      ) : null}
      {candidates.length > 0 ? (
        <Part title={t("candidates")}>
          <ol className="flex flex-col gap-2.5">
            {candidates.map((candidate) => (
              <li key={candidate.department_id}>
                <Meter
                  label={nameOf(candidate.code)}
                  value={candidate.similarity}
                  isMarked={candidate.code === department}
                />
              </li>
            ))}
          </ol>
        </Part>
      ) : null}
      <Learned sessionUuid={analysis.session_uuid} voterCount={analysis.voter_ids.length} />
      {timings.length > 0 ? (
        <Part title={t("stages")}>
          <Waterfall timings={timings} />
        </Part>
      ) : null}
      <Settings analysis={analysis} />
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1.5">
      <h3 className="text-sm font-bold text-ink-soft">{title}</h3>
      {children}
    </div>
  );
}

function figure(value: number | null | undefined, digits = 0): string {
  return value === null || value === undefined ? "" : numberText(value, digits);
}

/** Who answered with what, for whoever must explain a decision later. */
function Settings({ analysis }: { analysis: Analysis }) {
  const t = useTranslations("ai-panel.settings");
  const { model_asked, model_answered, prompt_version, index_version, risk_score } = analysis;
  const last = analysis.attempts.at(-1);
  const rows: [string, string][] = [
    [t("model"), model_answered || model_asked],
    [t("temperature"), figure(last?.temperature, 2)],
    [t("maxTokens"), figure(last?.max_tokens)],
    [t("threshold"), figure(last?.confidence_threshold, 2)],
    [t("prompt"), prompt_version],
    [t("index"), index_version],
    [t("language"), [analysis.language, analysis.script].filter(Boolean).join(", ")],
    [t("risk"), figure(risk_score, 2)],
    [t("matched"), analysis.matched.join(", ")],
    [t("attempts"), String(analysis.attempts.length)],
    [t("trace"), last?.trace_id ?? ""],
  ];
  return (
    <details className="text-[0.9375rem]">
      <summary className="flex min-h-11 items-center font-semibold text-brand">
        {t("title")}
      </summary>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        {rows
          .filter(([, value]) => value !== "")
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-soft">{name}</dt>
              <dd className="break-all">{value}</dd>
            </div>
          ))}
      </dl>
    </details>
  );
}

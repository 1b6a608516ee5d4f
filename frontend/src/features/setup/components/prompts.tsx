"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { Pager, usePage } from "@/components/office/pager";
import { Button } from "@/components/ui/button";
import { Chip } from "@/components/ui/chip";
import { Notice } from "@/components/ui/notice";
import { SkeletonList } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { useToast } from "@/components/ui/toast";
import { useErrorText } from "@/lib/api/use-error-text";
import { useDates } from "@/lib/i18n/use-dates";

import { promptsQuery, usePrompts } from "../api/prompts";
import type { Prompt } from "../rules";
import { PromptDialog } from "./prompt-dialog";

/** Versions of what the model is told; one of them, or the text in code, is in force (P17). */
export function Prompts() {
  const t = useTranslations("setup.prompts");
  const page = usePage();
  const { data, error, refetch } = useQuery(promptsQuery(page));
  const [isWriting, setIsWriting] = useState(false);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <SkeletonList rows={3} />;
  const active = data.results.find(({ is_active }) => is_active);
  return (
    <>
      <div>
        <Button size="sm" onClick={() => setIsWriting(true)}>
          <Plus aria-hidden className="size-5" />
          {t("new")}
        </Button>
      </div>
      {active || page > 1 ? null : <Notice>{t("codeInForce")}</Notice>}
      <ol className="flex flex-col gap-3">
        {data.results.map((prompt) => (
          <li key={prompt.version}>
            <PromptCard prompt={prompt} />
          </li>
        ))}
      </ol>
      <Pager page={page} count={data.count} />
      <PromptDialog
        isOpen={isWriting}
        onClose={() => setIsWriting(false)}
        first={(active ?? data.results[0])?.template ?? ""}
      />
    </>
  );
}

function PromptCard({ prompt }: { prompt: Prompt }) {
  const t = useTranslations("setup.prompts");
  const dates = useDates();
  const toast = useToast();
  const errorText = useErrorText();
  const { activate, deactivate } = usePrompts();
  const told = {
    onSuccess: () => toast({ text: t("changed") }),
    onError: (error: unknown) => toast({ tone: "bad", text: errorText(error) }),
  };
  const turn = () =>
    prompt.is_active ? deactivate.mutate(undefined, told) : activate.mutate(prompt.version, told);
  return (
    <article className="flex flex-col gap-2 rounded-card bg-surface p-4 shadow-card">
      <header className="flex flex-wrap items-center gap-3">
        <h2 className="font-bold">{prompt.version}</h2>
        {prompt.is_active ? <Chip tone="ok">{t("active")}</Chip> : null}
        <span className="text-sm text-ink-soft">{dates(prompt.created_at, "full")}</span>
        <Button
          look="secondary"
          size="sm"
          className="ml-auto"
          isBusy={activate.isPending || deactivate.isPending}
          onClick={turn}
        >
          {t(prompt.is_active ? "deactivate" : "activate")}
          <span className="sr-only">{prompt.version}</span>
        </Button>
      </header>
      <details>
        <summary className="flex min-h-11 items-center font-semibold text-brand">
          {t("show")}
        </summary>
        <div className="rounded-lg bg-sunk px-3 py-2 font-mono text-sm break-words whitespace-pre-wrap">
          {prompt.template}
        </div>
      </details>
    </article>
  );
}

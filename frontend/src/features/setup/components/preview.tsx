"use client";

import { ArrowRight, FlaskConical } from "lucide-react";
import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useErrorText } from "@/lib/api/use-error-text";
import { useDepartments } from "@/lib/departments";

import { type Moved, usePreview } from "../api/preview";
import type { Text } from "../rules";

type PreviewPartProps = { district: string; code: string; texts: readonly Text[] };

/** What the texts, as they are written now, would change; asked before they are saved (O2). */
export function PreviewPart({ district, code, texts }: PreviewPartProps) {
  const t = useTranslations("setup.preview");
  const errorText = useErrorText();
  const { mutate, isPending, data, error } = usePreview(district, code);
  return (
    <section aria-label={t("title")} className="flex flex-col gap-3">
      <Button look="secondary" isBusy={isPending} onClick={() => mutate(texts)}>
        <FlaskConical aria-hidden className="size-5" />
        {t("ask")}
      </Button>
      {error ? <Notice tone="bad">{errorText(error)}</Notice> : null}
      {data ? (
        <div role="status" className="flex flex-col gap-3">
          <p className="font-semibold">
            {t("found", { examined: data.examined, moved: data.moved.length })}
          </p>
          <ul className="flex flex-col gap-2">
            {data.moved.map((moved) => (
              <li key={moved.session.session_uuid}>
                <OneMoved moved={moved} />
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </section>
  );
}

function OneMoved({ moved: { session, before, after } }: { moved: Moved }) {
  const t = useTranslations("setup.preview");
  const { nameOf } = useDepartments();
  const where = ({ department, is_sure }: Moved["after"]) =>
    is_sure ? nameOf(department) : t("toOperators", { department: nameOf(department) });
  return (
    <article className="rounded-xl bg-sunk px-4 py-3 text-[0.9375rem]">
      <p className="line-clamp-2" lang={session.language ?? undefined}>
        <b className="tabular-nums">{session.number}</b> {session.preview}
      </p>
      <p className="mt-1 flex flex-wrap items-center gap-x-2 font-semibold">
        <span className="text-ink-soft">{where(before)}</span>
        <ArrowRight aria-hidden className="size-4 shrink-0" />
        <span>{where(after)}</span>
      </p>
    </article>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";

import { Age } from "@/components/office/age";
import { Button, ButtonLink } from "@/components/ui/button";
import { Chip } from "@/components/ui/chip";
import { Key } from "@/components/ui/key";
import { useDepartmentName } from "@/lib/session/departments";
import { useShortcuts } from "@/lib/shortcuts/use-shortcuts";
import { useNow } from "@/lib/use-now";

import {
  type Decision,
  isFirstOf,
  type Suggestion,
  SUGGESTIONS_MAX,
  type TriageRow,
} from "../rules";
import { Candidates } from "./candidates";
import { Matter } from "./matter";
import { OtherDialog } from "./other-dialog";
import { WhyChip } from "./triage-list";

const MINUTE_MS = 60_000;

type TriageCaseProps = { row: TriageRow; onDecide: (decision: Decision) => void };

/** One matter to decide: what was written, what the pipeline thought of, and one key for each. */
export function TriageCase({ row, onDecide }: TriageCaseProps) {
  const t = useTranslations("triage");
  const [isOther, setIsOther] = useState(false);
  const suggestions = row.suggestions?.slice(0, SUGGESTIONS_MAX) ?? [];
  const take = ({ code, name }: Suggestion) =>
    onDecide({ row, department: code, name, reason: "" });
  const key = (place: number) => {
    const found = suggestions[place];
    return found ? () => take(found) : undefined;
  };
  useShortcuts({ "1": key(0), "2": key(1), "3": key(2), o: () => setIsOther(true) });
  return (
    <div className="min-h-0 flex-1 overflow-y-auto p-4 md:p-6">
      <div className="mx-auto flex max-w-4xl flex-col gap-5">
        <CaseHeader row={row} />
        <Matter
          sessionUuid={row.session_uuid}
          fallback={row.preview}
          language={row.language ?? null}
        />
        {suggestions.length > 0 ? (
          <Candidates row={row} suggestions={suggestions} onTake={take} />
        ) : null}
        <div className="flex flex-wrap items-center gap-2">
          <Button
            look={suggestions.length > 0 ? "secondary" : "primary"}
            onClick={() => setIsOther(true)}
          >
            <Key>O</Key>
            {t(isFirstOf(row) ? "other" : "move")}
          </Button>
          <ButtonLink look="quiet" href={`/desk/?s=${row.session_uuid}`}>
            {t("openAtDesk")}
          </ButtonLink>
        </div>
      </div>
      <OtherDialog
        row={row}
        isOpen={isOther}
        onClose={() => setIsOther(false)}
        onDecide={onDecide}
      />
    </div>
  );
}

function CaseHeader({ row }: { row: TriageRow }) {
  const t = useTranslations("triage");
  const now = useNow(MINUTE_MS);
  const nameOf = useDepartmentName();
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <h2 className="text-xl font-bold tabular-nums">{row.number}</h2>
      <WhyChip row={row} />
      {row.is_disputed ? <Chip tone="warn">{t("disputed")}</Chip> : null}
      {row.department ? <Chip>{nameOf(row.department)}</Chip> : null}
      {row.staff ? <Chip tone="brand">{row.staff}</Chip> : null}
      <span className="text-ink-soft">
        {t("waits")} <Age at={row.opened_at} now={now} />
      </span>
    </header>
  );
}

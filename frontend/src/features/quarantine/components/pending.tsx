"use client";

import { useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { Pager, usePage } from "@/components/office/pager";
import { Button } from "@/components/ui/button";
import { SkeletonList } from "@/components/ui/skeleton";
import { ErrorState, State } from "@/components/ui/states";

import { quarantineQuery } from "../api/quarantine";
import { chosenLeft, type Decision, type Quarantined } from "../rules";
import { DecisionDialog } from "./decision-dialog";
import { QuarantineCard } from "./quarantine-card";

type Asking = { decision: Decision; rows: Quarantined[] };

/** What waits for a person; what comes in slides in, and many can be decided at once. */
export function Pending({ refetchInterval }: { refetchInterval: number }) {
  const t = useTranslations("quarantine");
  const page = usePage();
  const query = useQuery({ ...quarantineQuery("PENDING", page), refetchInterval });
  const [openedAtMs] = useState(() => Date.now());
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<Asking | null>(null);
  const rows = query.data?.results;
  if (query.isError && !rows) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!rows) return <SkeletonList rows={3} />;
  const left = chosenLeft(chosen, rows);
  const many = rows.filter(({ session_uuid }) => left.includes(session_uuid));
  const choose = (uuid: string, isChosen: boolean) => {
    const next = new Set(left);
    if (isChosen) next.add(uuid);
    else next.delete(uuid);
    setChosen(next);
  };
  return (
    <>
      {rows.length === 0 ? (
        <State icon={ShieldCheck} title={t("empty")}>
          {t("emptyText")}
        </State>
      ) : (
        <Bulk
          count={left.length}
          isAll={left.length === rows.length}
          onAll={(isAll) =>
            setChosen(new Set(isAll ? rows.map(({ session_uuid }) => session_uuid) : []))
          }
          onDecide={(decision) => setAsking({ decision, rows: many })}
        />
      )}
      <ol className="flex flex-col gap-3">
        {rows.map((row) => (
          <li
            key={row.message_uuid}
            className={new Date(row.created_at).getTime() > openedAtMs ? "slide-in" : undefined}
          >
            <QuarantineCard
              row={row}
              isChosen={left.includes(row.session_uuid)}
              onChoose={(isChosen) => choose(row.session_uuid, isChosen)}
              onDecide={(decision) => setAsking({ decision, rows: [row] })}
            />
          </li>
        ))}
      </ol>
      <Pager page={page} count={query.data?.count ?? 0} />
      <DecisionDialog asking={asking} onClose={() => setAsking(null)} />
    </>
  );
}

type BulkProps = {
  count: number;
  isAll: boolean;
  onAll: (isAll: boolean) => void;
  onDecide: (decision: Decision) => void;
};

function Bulk({ count, isAll, onAll, onDecide }: BulkProps) {
  const t = useTranslations("quarantine");
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-3">
      <label className="flex min-h-11 items-center gap-2 font-semibold">
        <input
          type="checkbox"
          className="size-5 accent-brand"
          checked={isAll}
          onChange={(event) => onAll(event.target.checked)}
        />
        {t("chooseAll")}
      </label>
      {count > 0 ? (
        <>
          <span role="status">{t("chosen", { count })}</span>
          <Button look="secondary" size="sm" onClick={() => onDecide("release")}>
            {t("actions.release")}
          </Button>
          <Button look="danger" size="sm" onClick={() => onDecide("reject")}>
            {t("actions.reject")}
          </Button>
        </>
      ) : null}
    </div>
  );
}

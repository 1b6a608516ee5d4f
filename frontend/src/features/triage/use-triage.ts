"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useCallback } from "react";

import { useToast } from "@/components/ui/toast";
import { useErrorText } from "@/lib/api/use-error-text";
import type { Me } from "@/lib/auth/me";
import { useLiveTopic } from "@/lib/live/provider";
import { neighbourOf } from "@/lib/session/queue";
import { SESSIONS_KEY } from "@/lib/session/use-session";
import { useShortcuts } from "@/lib/shortcuts/use-shortcuts";
import { useDeferred } from "@/lib/use-deferred";
import { queryParamsSet, useQueryParam } from "@/lib/use-query-param";

import { overdueQuery, unsureQuery } from "./api/queue";
import { useDecide } from "./api/route";
import { type Decision, nextOf, queueOf, rowsLeft, type TriageRow } from "./rules";

const POLLED_MS = 6_000;
const POLLED_WHILE_LIVE_MS = 30_000;
const NONE: readonly TriageRow[] = [];

export type Triage = ReturnType<typeof useTriage>;

/** Both queues of an operator, what is open, and decisions that can be taken back for a moment. */
export function useTriage(me: Me) {
  const queue = queueOf(useQueryParam("queue"));
  const open = useQueryParam("s") ?? null;
  const isLive = useLiveQueue(me);
  // Each look of a superuser at people is written down: they look less often (P39).
  const isSlow = isLive || me.kind === "SUPERUSER";
  const refetchInterval = isSlow ? POLLED_WHILE_LIVE_MS : POLLED_MS;
  const unsure = useQuery({ ...unsureQuery, refetchInterval });
  const overdue = useQuery({ ...overdueQuery, refetchInterval });
  const { waiting, decide, undo } = useDecisions();
  const query = queue === "unsure" ? unsure : overdue;
  const rows = query.data ? rowsLeft(query.data.rows, waiting) : null;
  const left = rows ?? NONE;
  const current = left.find((row) => row.session_uuid === open) ?? null;
  const step = (by: 1 | -1) => () => {
    const next = neighbourOf(left, open, by);
    if (next !== null) queryParamsSet({ s: next });
  };
  useShortcuts({ j: step(1), k: step(-1) });
  return {
    queue,
    query,
    rows,
    current,
    counts: { unsure: unsure.data?.count, overdue: overdue.data?.count },
    waiting,
    undo,
    decide: (decision: Decision) => {
      queryParamsSet({ s: nextOf(left, decision.row.session_uuid) });
      decide(decision);
    },
  };
}

/** Listens to the district's queue; a superuser has no district and polls. */
function useLiveQueue(me: Me): boolean {
  const queries = useQueryClient();
  const again = () => void queries.invalidateQueries({ queryKey: SESSIONS_KEY });
  const topic = me.district ? `operators:${me.district}` : null;
  return useLiveTopic(topic, { onEvent: again, onResync: again });
}

function useDecisions() {
  const t = useTranslations("triage");
  const toast = useToast();
  const errorText = useErrorText();
  const { mutate } = useDecide();
  const run = useCallback(
    (decision: Decision, isLeaving: boolean) =>
      mutate(
        { decision, isLeaving },
        {
          onError: (error) =>
            toast({
              tone: "bad",
              text: t("refused", { number: decision.row.number, why: errorText(error) }),
            }),
        },
      ),
    [mutate, toast, t, errorText],
  );
  const { waiting, add, undo } = useDeferred(run);
  return {
    waiting,
    decide: (decision: Decision) => add(decision.row.session_uuid, decision),
    undo: ({ row }: Decision) => {
      undo(row.session_uuid);
      queryParamsSet({ s: row.session_uuid });
    },
  };
}

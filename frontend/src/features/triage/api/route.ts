import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, take } from "@/lib/api/client";
import { SESSIONS_KEY } from "@/lib/session/use-session";

import { type Decision, isFirstOf, rowsLeft } from "../rules";
import { type QueuePage, TRIAGE_KEY } from "./queue";

async function call({ row, department, reason }: Decision, keepalive: boolean): Promise<void> {
  const params = { path: { session_uuid: row.session_uuid } };
  const body = { department, reason, session_version: row.version };
  const init = { params, body, keepalive };
  if (isFirstOf(row)) {
    await take(api.POST("/api/v1/sessions/{session_uuid}/route", init));
  } else {
    await take(api.POST("/api/v1/sessions/{session_uuid}/corrections", init));
  }
}

/** Gives a session its department: the first one (P20), or another one than it has (P25). */
export function useDecide() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ decision, isLeaving }: { decision: Decision; isLeaving: boolean }) =>
      call(decision, isLeaving),
    // What is decided is gone from the lists at once, and comes back only if it was refused.
    onMutate: async ({ decision }) => {
      await queries.cancelQueries({ queryKey: TRIAGE_KEY });
      queries.setQueriesData<QueuePage>({ queryKey: TRIAGE_KEY }, (page) => {
        if (page === undefined) return page;
        const rows = rowsLeft(page.rows, [decision]);
        return { rows, count: page.count - (page.rows.length - rows.length) };
      });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: SESSIONS_KEY }),
  });
}

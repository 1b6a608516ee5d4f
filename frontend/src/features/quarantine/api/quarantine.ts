import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { PAGE_SIZE } from "@/components/office/pager";
import { api, take } from "@/lib/api/client";

import type { Decision, Quarantined, Verdict } from "../rules";

export const QUARANTINE_KEY = ["quarantine"] as const;

/** One page of what was set aside, newest first. */
export function quarantineQuery(verdict: Verdict | null, page: number) {
  const query = { ...(verdict ? { verdict } : {}), page, page_size: PAGE_SIZE };
  return queryOptions({
    queryKey: [...QUARANTINE_KEY, query],
    queryFn: ({ signal }) => take(api.GET("/api/v1/quarantine", { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

export type Asked = { rows: readonly Quarantined[]; decision: Decision; reason: string };
export type Refused = { number: string; code: string };

/** Switches the writer off first: a session that is closed says less about them. */
async function block(row: Quarantined, reason: string): Promise<void> {
  const person = { params: { path: { user_uuid: row.citizen_uuid } } };
  const session = { params: { path: { session_uuid: row.session_uuid } } };
  await take(api.POST("/api/v1/people/{user_uuid}/switch-off", person));
  const body = { reason, session_version: row.version };
  await take(api.POST("/api/v1/quarantine/{session_uuid}/reject", { ...session, body }));
}

async function decide({ rows, decision, reason }: Asked): Promise<Refused[]> {
  if (decision === "block") {
    for (const row of rows) await block(row, reason);
    return [];
  }
  const verdict = decision === "release" ? ("RELEASED" as const) : ("REJECTED" as const);
  const session_uuids = rows.map(({ session_uuid }) => session_uuid);
  const body = { session_uuids, verdict, reason };
  const decided = await take(api.POST("/api/v1/quarantine/decisions", { body }));
  const numbers = new Map(rows.map(({ session_uuid, number }) => [session_uuid, number]));
  return decided.flatMap(({ session_uuid, code }) =>
    code === null ? [] : [{ number: numbers.get(session_uuid) ?? session_uuid, code }],
  );
}

/** Releases, rejects or blocks; returns what could not be decided, and why. */
export function useDecide() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: decide,
    onSettled: () => queries.invalidateQueries({ queryKey: QUARANTINE_KEY }),
  });
}

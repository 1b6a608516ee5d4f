/** Walking a list of sessions with J and K (S7). */

/** The session before or after the open one; the first when none is open. */
export function neighbourOf(
  rows: readonly { session_uuid: string }[],
  open: string | null,
  step: 1 | -1,
): string | null {
  const at = rows.findIndex((row) => row.session_uuid === open);
  const next = at === -1 ? rows[0] : rows[at + step];
  return next?.session_uuid ?? null;
}

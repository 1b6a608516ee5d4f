/** Which officials look at a session, as live events tell it (S1, S4). */

import type { LiveEvent } from "@/lib/live/types";

type Names = readonly string[];

/** The names after an event; citizens are not among them. */
export function watchersAfter(before: Names, event: LiveEvent): Names {
  const { name } = event;
  if (typeof name !== "string" || name === "" || event.side === "CITIZEN") return before;
  const others = before.filter((other) => other !== name);
  return event.is_present === true ? [...others, name] : others;
}

/** Who looks at what, by the id of the session. */
export type Watched = Readonly<Record<string, Names>>;

export function watchedAfter(before: Watched, event: LiveEvent): Watched {
  const { kind, session_uuid } = event;
  if (kind !== "presence" || typeof session_uuid !== "string") return before;
  return { ...before, [session_uuid]: watchersAfter(before[session_uuid] ?? [], event) };
}

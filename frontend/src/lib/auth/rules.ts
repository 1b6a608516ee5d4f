/** Where each kind of person works, and where they come back to after signing in. */

import type { Kind } from "./me";

export const HOMES: Record<Kind, string> = {
  CITIZEN: "/my/",
  STAFF: "/desk/",
  OPERATOR: "/triage/",
  SUPERUSER: "/quarantine/",
};

const OFFICE = ["/desk/", "/triage/", "/corrections/", "/setup/", "/statistics/", "/system/"];
const PLACES: Record<Kind, readonly string[]> = {
  CITIZEN: ["/my/", "/chat/", "/new/", "/profile/", "/"],
  STAFF: ["/desk/", "/statistics/"],
  OPERATOR: OFFICE,
  SUPERUSER: [...OFFICE, "/quarantine/", "/people/"],
};

/** The page to open after signing in: `next` when it is one of ours for this kind, else home. */
export function nextPage(next: string | null, kind: Kind): string {
  const isOwn = next !== null && /^\/(?![/\\])[\w\-/?=&.%]*$/.test(next);
  if (!isOwn) return HOMES[kind];
  const path = next.split("?")[0] ?? "";
  const isOpen = PLACES[kind].some((place) =>
    place === "/" ? path === "/" : path.startsWith(place),
  );
  return isOpen ? next : HOMES[kind];
}

/** Where somebody who is not signed in proves who they are for a page of `kinds`. */
export function signInPage(kinds: readonly Kind[]): string {
  return kinds.includes("CITIZEN") ? "/sign-in/" : "/staff-sign-in/";
}

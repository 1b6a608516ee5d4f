/** Which pages are whose, and which one to open after signing in. */

import type { Kind } from "./me";
import { HOMES } from "./rules";

/** The pages of officials and who sees the link; a new page gets its line here. */
const OFFICE = [
  { href: "/quarantine/", name: "quarantine", kinds: ["SUPERUSER"] },
  { href: "/triage/", name: "triage", kinds: ["OPERATOR", "SUPERUSER"] },
  { href: "/desk/", name: "desk", kinds: ["STAFF", "OPERATOR", "SUPERUSER"] },
  { href: "/corrections/", name: "corrections", kinds: ["OPERATOR", "SUPERUSER"] },
  { href: "/setup/", name: "setup", kinds: ["OPERATOR", "SUPERUSER"] },
  { href: "/people/", name: "people", kinds: ["SUPERUSER"] },
  { href: "/statistics/", name: "statistics", kinds: ["STAFF", "OPERATOR", "SUPERUSER"] },
  { href: "/system/", name: "system", kinds: ["OPERATOR", "SUPERUSER"] },
] as const satisfies { href: string; name: string; kinds: readonly Kind[] }[];
export type OfficePage = (typeof OFFICE)[number];

export function officePages(kind: Kind | undefined): OfficePage[] {
  return OFFICE.filter(({ kinds }) => kinds.some((one) => one === kind));
}

const CITIZEN_PLACES = ["/my/", "/chat/", "/new/", "/profile/", "/"];

function placesOf(kind: Kind): readonly string[] {
  return kind === "CITIZEN" ? CITIZEN_PLACES : officePages(kind).map(({ href }) => href);
}

/** The page to open after signing in: `next` when it is one of ours for this kind, else home. */
export function nextPage(next: string | null, kind: Kind): string {
  const isOwn = next !== null && /^\/(?![/\\])[\w\-/?=&.%]*$/.test(next);
  if (!isOwn) return HOMES[kind];
  const path = next.split("?")[0] ?? "";
  const isOpen = placesOf(kind).some((place) =>
    place === "/" ? path === "/" : path.startsWith(place),
  );
  return isOpen ? next : HOMES[kind];
}

/** Where each kind of person works, and where they come back to after signing in. */

import type { Kind } from "./me";

export const HOMES: Record<Kind, string> = {
  CITIZEN: "/my/",
  STAFF: "/desk/",
  OPERATOR: "/triage/",
  SUPERUSER: "/quarantine/",
};

/** Where somebody who is not signed in proves who they are for a page of `kinds`. */
export function signInPage(kinds: readonly Kind[]): string {
  return kinds.includes("CITIZEN") ? "/sign-in/" : "/staff-sign-in/";
}

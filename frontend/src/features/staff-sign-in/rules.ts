import { isApiError } from "@/lib/api/errors";

import type { Credentials } from "./api/sign-in";

/** The password was right, and the second factor is what is still needed (P35). */
export function isFactorAsked(error: unknown): boolean {
  return isApiError(error, "SECOND_FACTOR_NEEDED");
}

export function fieldsMissing(given: Credentials, isCodeAsked: boolean): (keyof Credentials)[] {
  const needed: (keyof Credentials)[] = [
    "username",
    "password",
    ...(isCodeAsked ? ["code" as const] : []),
  ];
  return needed.filter((name) => given[name] === "");
}

"use client";

import type { ReactNode } from "react";

import { SkeletonList } from "@/components/ui/skeleton";
import { ErrorState, NoRightsState, SignedOutState } from "@/components/ui/states";
import { type Kind, type Me, useAuth } from "@/lib/auth/me";
import { signInPage } from "@/lib/auth/rules";
import { usePathname } from "@/lib/i18n/navigation";
import { useQueryParam } from "@/lib/use-query-param";

type RoleGateProps = {
  kinds: readonly Kind[];
  /** The shape of what comes, until it is known who looks. */
  pending?: ReactNode;
  children: (me: Me) => ReactNode;
};

/**
 * Shows its content to people of some kinds only; others are told why, and where to sign in.
 *
 * It is a courtesy, not a wall: the server decides what anybody gets.
 */
export function RoleGate({ kinds, pending, children }: RoleGateProps) {
  const auth = useAuth();
  const path = usePathname();
  const session = useQueryParam("s");
  if (auth.status === "pending") return pending ?? <SkeletonList />;
  if (auth.status === "unknown") return <ErrorState error={auth.error} />;
  if (auth.status === "anonymous") {
    const here = session ? `${path}?s=${session}` : path;
    return <SignedOutState signInHref={`${signInPage(kinds)}?next=${encodeURIComponent(here)}`} />;
  }
  return kinds.includes(auth.me.kind) ? children(auth.me) : <NoRightsState />;
}

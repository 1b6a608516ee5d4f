"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { sessionQuery } from "@/lib/session/use-session";
import { useQueryParam } from "@/lib/use-query-param";

/** Asks for the matter while the page still learns who looks and loads its words. */
export function SessionAhead() {
  const sessionUuid = useQueryParam("s");
  const queries = useQueryClient();
  useEffect(() => {
    if (sessionUuid) void queries.prefetchQuery(sessionQuery(sessionUuid));
  }, [queries, sessionUuid]);
  return null;
}

import { queryOptions } from "@tanstack/react-query";

import { api, take } from "@/lib/api/client";
import { searchOf } from "@/lib/session/search";
import { SESSIONS_KEY } from "@/lib/session/use-session";

const FOUND_MAX = 6;
const CHARS_MIN = 3;

/** The sessions that a number, a phone or words name; nothing is asked for less. */
export function foundQuery(text: string) {
  const query = { ...searchOf(text), page_size: FOUND_MAX };
  return queryOptions({
    queryKey: [...SESSIONS_KEY, "found", query],
    enabled: text.trim().length >= CHARS_MIN,
    queryFn: async ({ signal }) =>
      (await take(api.GET("/api/v1/sessions", { params: { query }, signal }))).results,
  });
}

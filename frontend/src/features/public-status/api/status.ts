import { queryOptions } from "@tanstack/react-query";

import { api, take } from "@/lib/api/client";
import { API_LANGUAGES, type Locale } from "@/lib/i18n/locales";

/** What whoever knows a number may know (P5). */
export function statusQuery(number: string, locale: Locale) {
  return queryOptions({
    queryKey: ["status", number, locale],
    queryFn: ({ signal }) =>
      take(
        api.GET("/api/v1/status/{number}", {
          params: { path: { number }, query: { language: API_LANGUAGES[locale] } },
          signal,
        }),
      ),
  });
}

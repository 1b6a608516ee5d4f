import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { PAGE_SIZE } from "@/components/office/pager";
import { api, take } from "@/lib/api/client";

const KEY = ["prompts"] as const;

/** Versions of the prompt, newest first. */
export function promptsQuery(page: number) {
  const query = { page, page_size: PAGE_SIZE };
  return queryOptions({
    queryKey: [...KEY, page],
    queryFn: ({ signal }) => take(api.GET("/api/v1/prompts", { params: { query }, signal })),
  });
}

/** Keeps a new version, puts one in force, or goes back to the text in code (P17). */
export function usePrompts() {
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: KEY });
  const make = useMutation({
    mutationFn: (template: string) => take(api.POST("/api/v1/prompts", { body: { template } })),
    onSettled,
  });
  const activate = useMutation({
    mutationFn: (version: string) =>
      take(api.POST("/api/v1/prompts/{version}/activate", { params: { path: { version } } })),
    onSettled,
  });
  const deactivate = useMutation({
    mutationFn: () => take(api.POST("/api/v1/prompts/deactivate")),
    onSettled,
  });
  return { make, activate, deactivate };
}

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, type Schemas, take } from "@/lib/api/client";
import { DEPARTMENTS_KEY } from "@/lib/departments";

import type { District, Text } from "../rules";

const KEY = ["setup"] as const;
const WAITS_FOR_INDEX_MS = 2_000;

/** The districts that the viewer runs; asked often while an index is behind. */
export const districtsQuery = queryOptions({
  queryKey: [...KEY, "districts"],
  queryFn: ({ signal }) => take(api.GET("/api/v1/districts", { signal })),
  refetchInterval: ({ state }) =>
    state.data?.some(({ index }) => index.state === "BEHIND") ? WAITS_FOR_INDEX_MS : false,
});

/** All departments of a district, closed ones too. */
export function districtDepartmentsQuery(district: string) {
  return queryOptions({
    queryKey: [...KEY, "departments", district],
    queryFn: ({ signal }) => {
      const params = { path: { district } };
      return take(api.GET("/api/v1/districts/{district}/departments", { params, signal }));
    },
  });
}

function useSetup<Asked, Answer>(mutationFn: (asked: Asked) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: KEY }),
        queries.invalidateQueries({ queryKey: DEPARTMENTS_KEY }),
      ]),
  });
}

export type DepartmentChange = { code: string; texts?: Text[]; is_active?: boolean };

export function useDepartmentChange(district: string) {
  return useSetup(({ code, ...body }: DepartmentChange) => {
    const params = { path: { district, code } };
    return take(api.PATCH("/api/v1/districts/{district}/departments/{code}", { params, body }));
  });
}

export function useDepartmentMake(district: string) {
  return useSetup((body: { code: string; texts: Text[] }) =>
    take(
      api.POST("/api/v1/districts/{district}/departments", {
        params: { path: { district } },
        body,
      }),
    ),
  );
}

export function useReindex(district: string) {
  return useSetup(() =>
    take(api.POST("/api/v1/districts/{district}/index", { params: { path: { district } } })),
  );
}

export function useRulesChange(district: string) {
  return useSetup((body: Schemas["PatchedDistrictRulesRequestRequest"]) =>
    take<District>(
      api.PATCH("/api/v1/districts/{district}", { params: { path: { district } }, body }),
    ),
  );
}

export function useDistrictMake() {
  return useSetup((body: Schemas["DistrictNewRequestRequest"]) =>
    take(api.POST("/api/v1/districts", { body })),
  );
}

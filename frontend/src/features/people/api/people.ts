import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { PAGE_SIZE } from "@/components/office/pager";
import { api, take } from "@/lib/api/client";

import { type Asked, type Filters, type Person, wantedOf } from "../rules";

const KEY = ["people"] as const;

/** One page of people, by name. */
export function peopleQuery(filters: Filters) {
  const query = wantedOf(filters, PAGE_SIZE);
  return queryOptions({
    queryKey: [...KEY, query],
    queryFn: ({ signal }) => take(api.GET("/api/v1/people", { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** The districts that somebody can work in. */
export const districtsQuery = queryOptions({
  queryKey: ["districts"],
  queryFn: ({ signal }) => take(api.GET("/api/v1/districts", { signal })),
});

export type Change =
  | { name: "switch-off" | "switch-on" }
  | { name: "role"; kind: "STAFF" | "OPERATOR" }
  | { name: "departments"; departments: string[] };

function call(user_uuid: string, change: Change) {
  const params = { path: { user_uuid } };
  switch (change.name) {
    case "switch-off":
      return api.POST("/api/v1/people/{user_uuid}/switch-off", { params });
    case "switch-on":
      return api.POST("/api/v1/people/{user_uuid}/switch-on", { params });
    case "role":
      return api.PUT("/api/v1/people/{user_uuid}/role", { params, body: { kind: change.kind } });
    case "departments": {
      const body = { departments: change.departments };
      return api.PUT("/api/v1/people/{user_uuid}/departments", { params, body });
    }
  }
}

export function usePersonChange() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ person, change }: { person: Person; change: Change }) =>
      take<Person>(call(person.user_uuid, change)),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

/** Makes an official; the second factor is in this answer and never again (P35). */
export function usePersonMake() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Asked) => take(api.POST("/api/v1/people", { body })),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

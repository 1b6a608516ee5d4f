import { describe, expect, it } from "vitest";

import { watchedAfter, watchersAfter } from "./presence";

const looks = (name: string | null, is_present = true, side = "STAFF") => ({
  kind: "presence",
  session_uuid: "s",
  side,
  name,
  is_present,
});

describe("who looks at a session", () => {
  it("comes once, however often it is told, and goes", () => {
    const two = [looks("Aziza"), looks("Bobur"), looks("Aziza")].reduce(watchersAfter, []);
    expect(two).toEqual(["Bobur", "Aziza"]);
    expect(watchersAfter(two, looks("Bobur", false))).toEqual(["Aziza"]);
  });

  it("is an official with a name", () => {
    expect(watchersAfter([], looks(null))).toEqual([]);
    expect(watchersAfter([], looks("Feruza", true, "CITIZEN"))).toEqual([]);
  });

  it("is kept for each session of a list, and other events change nothing", () => {
    const watched = watchedAfter({ t: ["Eldor"] }, looks("Aziza"));
    expect(watched).toEqual({ t: ["Eldor"], s: ["Aziza"] });
    expect(watchedAfter(watched, { kind: "queue.changed", session_uuid: "s" })).toBe(watched);
  });
});

import { describe, expect, it } from "vitest";

import {
  actionOf,
  type AuditEntry,
  detailsOf,
  inOrder,
  isStuck,
  periodOf,
  sharesOf,
  shortTime,
  type StageHealth,
  wantedOf,
} from "./rules";

function stage(name: string, p99_s: number): StageHealth {
  return { stage: name, count: 1, p50_s: p99_s / 4, p95_s: p99_s / 2, p99_s, wait_p95_s: 0 };
}

describe("stages", () => {
  it("stand in the order of the pipeline, unknown ones last", () => {
    const mixed = [stage("new", 1), stage("decision", 1), stage("language", 1)];
    expect(inOrder(mixed).map((one) => one.stage)).toEqual(["language", "decision", "new"]);
  });

  it("share one scale", () => {
    const all = [stage("search", 2), stage("decision", 4)];
    expect(sharesOf(all[0] as StageHealth, all)).toEqual({ p50: 0.125, p95: 0.25, p99: 0.5 });
    expect(sharesOf(stage("x", 0), [stage("x", 0)]).p99).toBe(0);
  });

  it.each([
    [0.0004, { unit: "ms", value: 0.4 }],
    [0.0123, { unit: "ms", value: 12 }],
    [1.254, { unit: "s", value: 1.25 }],
  ])("say %d s in few digits", (seconds, wanted) => {
    expect(shortTime(seconds)).toEqual(wanted);
  });
});

describe("the audit log", () => {
  const none = { action: "", kind: "", subject: "", actor: "" };
  it("is asked for whole ids only, and from where it goes on", () => {
    expect(wantedOf({ ...none, subject: "half" }, null)).toEqual({});
    const uuid = "00000000-0000-4000-8000-000000000000";
    expect(wantedOf({ ...none, action: "SIGNED_IN", actor: uuid }, 7)).toEqual({
      action: "SIGNED_IN",
      actor_uuid: uuid,
      before_id: 7,
    });
  });

  it("tells what an entry adds, without what is empty", () => {
    const details = { route: "api", object_id: "", changed: { a: [1, 2] }, gone: null };
    expect(detailsOf({ details } as unknown as AuditEntry)).toEqual([
      ["route", "api"],
      ["changed", '{"a":[1,2]}'],
    ]);
  });

  it("has words for most actions", () => {
    expect(actionOf("SIGNED_IN")).toBe("SIGNED_IN");
    expect(actionOf("SOMETHING_NEW")).toBeNull();
  });
});

it("calls a message stuck only while it is under way", () => {
  expect(isStuck({ state: "QUEUED", count: 1, oldest_age_s: 400 })).toBe(true);
  expect(isStuck({ state: "ROUTED", count: 1, oldest_age_s: 4_000 })).toBe(false);
  expect(periodOf("7")).toBe(60);
});

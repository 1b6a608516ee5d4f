import { describe, expect, it } from "vitest";

import { actionOf, type AuditEntry, detailsOf, isStuck, periodOf, wantedOf } from "./rules";

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

import { describe, expect, it } from "vitest";

import {
  actionOf,
  type AuditEntry,
  detailsOf,
  hasSubject,
  idShort,
  isStuck,
  periodOf,
  wantedOf,
} from "./rules";

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

  it("shows ids by their beginning, and none for what has none", () => {
    expect(idShort("e15ccef9-864f-570e-83a9-cbfed93a9ef3")).toBe("e15ccef9");
    expect(idShort("api/v1/people")).toBe("api/v1/people");
    const about = (subject_uuid: string) => hasSubject({ subject_uuid } as AuditEntry);
    expect(about("e15ccef9-864f-570e-83a9-cbfed93a9ef3")).toBe(true);
    expect(about("00000000-0000-0000-0000-000000000000")).toBe(false);
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

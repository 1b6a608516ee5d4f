import { describe, expect, it } from "vitest";

import { askedErrors, keyOf, type Person, powersOver, wantedOf } from "./rules";

const staff = { user_uuid: "one", kind: "STAFF" } as Person;

describe("what may be done with a person", () => {
  it("is a role and departments for staff, and nothing of that for a superuser", () => {
    expect(powersOver(staff, "me")).toEqual({ canMove: true, nextRole: "OPERATOR", canTurn: true });
    expect(powersOver({ ...staff, kind: "SUPERUSER" }, "me").nextRole).toBeNull();
  });

  it("is never to switch oneself off", () => {
    expect(powersOver(staff, "one").canTurn).toBe(false);
  });
});

describe("a new official", () => {
  const asked = {
    username: "n.karimova",
    name: "N. Karimova",
    kind: "STAFF" as const,
    password: "a-long-first-one",
    district: "yunusobod",
    departments: ["roads"],
  };

  it("has everything that the role needs", () => {
    expect(askedErrors(asked)).toEqual([]);
    expect(askedErrors({ ...asked, departments: [] })).toEqual(["departments"]);
    expect(askedErrors({ ...asked, kind: "OPERATOR", departments: [] })).toEqual([]);
    expect(askedErrors({ ...asked, kind: "SUPERUSER", district: "", departments: [] })).toEqual([]);
  });

  it("is refused with every field that is wrong", () => {
    const empty = { ...asked, username: "x", name: " ", password: "tiny", district: "" };
    expect(askedErrors(empty)).toEqual(["username", "name", "password", "district"]);
  });
});

it("asks only for what narrows", () => {
  const none = { words: " ", kind: "", isOff: false, page: 1 };
  expect(wantedOf(none, 25)).toEqual({ is_official: true, page: 1, page_size: 25 });
  expect(wantedOf({ ...none, kind: "STAFF", isOff: true, words: "ali" }, 25)).toEqual({
    kind: "STAFF",
    words: "ali",
    is_active: false,
    page: 1,
    page_size: 25,
  });
});

it("shows the key of an authenticator in groups", () => {
  expect(keyOf("otpauth://totp/x?secret=ABCDEFGH2345&issuer=y")).toBe("ABCD EFGH 2345");
});

import { describe, expect, it } from "vitest";

import { nextPage, officePages } from "./pages";

describe("the pages of an official", () => {
  it("are those of their kind, and none before somebody is known", () => {
    expect(officePages("STAFF").map(({ name }) => name)).toEqual(["desk", "statistics"]);
    expect(officePages("SUPERUSER")).toHaveLength(8);
    expect(officePages(undefined)).toEqual([]);
  });
});

describe("the page after signing in", () => {
  it.each([
    ["/desk/?s=1", "STAFF", "/desk/?s=1"],
    ["/triage/", "STAFF", "/desk/"],
    ["/people/", "OPERATOR", "/triage/"],
    ["//elsewhere.example/", "OPERATOR", "/triage/"],
    ["/chat/?s=1", "CITIZEN", "/chat/?s=1"],
    ["/desk/", "CITIZEN", "/my/"],
  ] as const)("asked for %s by %s is %s", (next, kind, page) => {
    expect(nextPage(next, kind)).toBe(page);
  });
});

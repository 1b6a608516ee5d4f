import { describe, expect, it } from "vitest";

import type { Me } from "@/lib/auth/me";
import type { SessionRow } from "@/lib/session/rules";

import {
  barrierOf,
  cannedAsked,
  cannedFilled,
  cannedFound,
  correctionErrors,
  leftUntil,
  powersOf,
} from "./rules";

const STAFF = { kind: "STAFF", user_uuid: "aziza" } as Me;
const OPERATOR = { kind: "OPERATOR", user_uuid: "olim" } as Me;

function session(changed: Partial<SessionRow> = {}): SessionRow {
  return {
    status: "ACTIVE",
    staff: "Aziza",
    staff_uuid: "aziza",
    is_verified: true,
    department: { department_uuid: "1", code: "water", name: "Suv", names: {} },
    close_reason: "",
    ...changed,
  } as SessionRow;
}

describe("powers", () => {
  it("let staff take what waits, and nobody answer before (P23)", () => {
    const waiting = session({
      status: "WAITING",
      staff: null,
      staff_uuid: null,
      is_verified: false,
    });
    const { canPick, canReply, canEnd } = powersOf(waiting, STAFF);
    expect([canPick, canReply, canEnd]).toEqual([true, false, false]);
    expect(barrierOf(waiting, STAFF)).toBe("notPicked");
  });

  it("ask about the department before the first reply (P24)", () => {
    const picked = session({ is_verified: false });
    expect(powersOf(picked, STAFF).canVerify).toBe(true);
    expect(barrierOf(picked, STAFF)).toBe("unverified");
    expect(barrierOf(session(), STAFF)).toBeNull();
  });

  it("leave a colleague's session alone", () => {
    const theirs = session({ staff: "Aziza", staff_uuid: "botir" });
    const { canHold, canEnd, canCorrect, canNote } = powersOf(theirs, STAFF);
    expect([canHold, canEnd, canCorrect, canNote]).toEqual([false, false, false, true]);
    expect(barrierOf(theirs, STAFF)).toBe("other");
  });

  it("let operators correct, reassign and reopen, but not answer (P25, P28)", () => {
    const { canCorrect, canReassign, canReply, canPick } = powersOf(session(), OPERATOR);
    expect([canCorrect, canReassign, canReply, canPick]).toEqual([true, true, false, false]);
    const closed = session({ status: "CLOSED", close_reason: "IDLE" });
    expect([powersOf(closed, OPERATOR).canReopen, powersOf(closed, STAFF).canReopen]).toEqual([
      true,
      false,
    ]);
  });

  it("do not reopen what was rejected", () => {
    const rejected = session({ status: "CLOSED", close_reason: "REJECTED" });
    expect(powersOf(rejected, OPERATOR).canReopen).toBe(false);
  });
});

describe("a countdown", () => {
  const now = new Date("2026-11-22T05:00:00Z").getTime();

  it("is whole hours and minutes", () => {
    expect(leftUntil("2026-11-23T04:29:30Z", now)).toEqual({ hours: 23, minutes: 29 });
  });

  it("ends", () => {
    expect(leftUntil("2026-11-22T04:59:00Z", now)).toBeNull();
  });
});

describe("a correction", () => {
  it("needs a department and ten letters of reason", () => {
    expect(correctionErrors(null, "  qisqa    ")).toEqual({
      department: "departmentMissing",
      reason: "reasonShort",
    });
    expect(correctionErrors("roads", "Bu yoʻl masalasi")).toEqual({});
  });
});

describe("a canned reply", () => {
  const replies = ["Salom, suv", "Suv keldi", "Yoʻl"].map((title, at) => ({
    canned_reply_uuid: String(at),
    language: "uz",
    title,
    text: "matn",
  }));

  it("is asked for by a slash at the beginning only", () => {
    expect([
      cannedAsked("/Suv"),
      cannedAsked("/"),
      cannedAsked("1/2"),
      cannedAsked("/a\nb"),
    ]).toEqual(["suv", "", null, null]);
  });

  it("is found by its beginning first", () => {
    expect(cannedFound(replies, "suv").map(({ title }) => title)).toEqual([
      "Suv keldi",
      "Salom, suv",
    ]);
  });

  it("takes the values of the session and keeps other braces", () => {
    expect(cannedFilled("{number}: {staff} {x}", { number: "YD-1", staff: "Aziza" })).toBe(
      "YD-1: Aziza {x}",
    );
  });
});

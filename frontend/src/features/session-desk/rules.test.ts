import { describe, expect, it } from "vitest";

import type { Me } from "@/lib/auth/me";
import type { SessionRow } from "@/lib/session/rules";

import {
  barrierOf,
  cannedAsked,
  cannedFilled,
  cannedFound,
  leftUntil,
  powersOf,
  takenOf,
  telegramMarkOf,
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

describe("who was faster", () => {
  const now = Date.parse("2026-11-22T05:00:00Z");

  it.each([
    ["2026-11-22T04:59:57Z", 3],
    ["2026-11-22T05:00:01Z", 1],
    ["2026-11-22T04:00:00Z", null],
    [null, null],
  ])("at %s: %s seconds ago", (picked_at, seconds) => {
    expect(takenOf({ staff: "Aziza", picked_at }, now)).toEqual({ staff: "Aziza", seconds });
  });

  it("is not guessed", () => {
    expect(takenOf({})).toBeNull();
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
    expect(cannedFound(replies, "suv", "uz").map(({ title }) => title)).toEqual([
      "Suv keldi",
      "Salom, suv",
    ]);
  });

  it("is offered in the citizen's language first", () => {
    const russian = { canned_reply_uuid: "3", language: "ru", title: "Вода", text: "suv" };
    const found = cannedFound([...replies, russian], "suv", "ru");
    expect(found.map(({ language }) => language)).toEqual(["ru", "uz", "uz"]);
  });

  it("takes the values of the session and keeps other braces", () => {
    expect(cannedFilled("{number}: {staff} {x}", { number: "YD-1", staff: "Aziza" })).toBe(
      "YD-1: Aziza {x}",
    );
  });
});

describe("an answer on its way to Telegram", () => {
  const sent = { message_uuid: "m", transport: "TELEGRAM", state: "SENT", is_repeated: false };

  it.each([
    [{}, "TELEGRAM", "arrived"],
    [{ is_repeated: true }, "TELEGRAM", "repeated"],
    [{ state: "PENDING", transport: "" }, "TELEGRAM", "waits"],
    [{ state: "FAILED" }, "TELEGRAM", "failed"],
    [{ state: "SKIPPED", transport: "" }, "TELEGRAM", "failed"],
    [{ state: "UNKNOWN" }, "TELEGRAM", "unknown"],
    [{ transport: "WEB" }, "TELEGRAM", "siteOnly"],
    [{}, "WEB", "arrived"],
    [{ transport: "WEB" }, "WEB", null],
    [{ state: "PENDING", transport: "" }, "WEB", null],
  ])("%j of a session from %s is %s", (changed, channel, mark) => {
    const delivery = { ...sent, ...changed } as Parameters<typeof telegramMarkOf>[0];
    expect(telegramMarkOf(delivery, channel)).toBe(mark);
  });
});

import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";

import { afterEach, describe, expect, it, vi } from "vitest";

import { aheadTake } from "./ahead";

const SCRIPT = readFileSync(new URL("../../../scripts/ahead.mjs", import.meta.url), "utf8");
const ORIGIN = "https://civic.example";
const ME = `${ORIGIN}/api/v1/auth/me`;

type Answers = Record<string, Promise<Response | null>>;

/** What the script asks for at an address; the network answers with `status`, or not at all. */
function begun(path: string, cookie: string, status: number | null = 200): Answers {
  const location = new URL(path, ORIGIN);
  const window: { civicAhead?: Answers } = {};
  const fetch = () =>
    status === null ? Promise.reject(new TypeError("no network")) : Promise.resolve({ status });
  const document = { cookie, documentElement: { lang: "uz", dataset: {} } };
  const setTimeout = () => 0;
  runInNewContext(SCRIPT, { window, document, location, fetch, AbortController, setTimeout });
  return window.civicAhead ?? {};
}

const SIGNED_IN = "theme=dark; csrftoken=abc";

describe("before its scripts have come a page asks", () => {
  it.each([
    ["/uz/chat/?s=0197-a", SIGNED_IN, [ME, `${ORIGIN}/api/v1/sessions/0197-a`]],
    ["/uz/chat/?s=../me", SIGNED_IN, [ME]],
    ["/ru/desk/?s=0197-a", SIGNED_IN, [ME]],
    ["/uz/", SIGNED_IN, [ME]],
    ["/uz/chat/?s=0197-a", "theme=dark; csrftoken=", []],
    ["/uz/", "", []],
  ])("at %s with the cookie %s for %j", (path, cookie, asked) => {
    expect(Object.keys(begun(path, cookie))).toEqual(asked);
  });
});

describe("the client takes an answer that was begun ahead", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("once, and only for a read of that address", async () => {
    vi.stubGlobal("window", { civicAhead: begun("/uz/", SIGNED_IN, 401) });
    expect(await aheadTake(new Request(ME, { method: "POST" }))).toBeNull();
    expect(await aheadTake(new Request(`${ME}/else`))).toBeNull();
    expect((await aheadTake(new Request(ME)))?.status).toBe(401);
    expect(await aheadTake(new Request(ME))).toBeNull();
  });

  it("and asks by itself when the network failed or nothing was begun", async () => {
    vi.stubGlobal("window", { civicAhead: begun("/uz/", SIGNED_IN, null) });
    expect(await aheadTake(new Request(ME))).toBeNull();
    vi.stubGlobal("window", {});
    expect(await aheadTake(new Request(ME))).toBeNull();
  });
});

/** What journeys share: a citizen's phone, staff behind the API, looks and checks at each screen. */

import { readFileSync } from "node:fs";

import AxeBuilder from "@axe-core/playwright";
import {
  type APIRequestContext,
  type BrowserContext,
  expect,
  type Locator,
  type Page,
  test as base,
} from "@playwright/test";

const PASSWORD = process.env.CIVIC_E2E_PASSWORD ?? "civic-dev-only";

type Json = Record<string, unknown>;
type Node = string | { [key: string]: Node };

/** Reads our words, so that a test names a key and not a translation. */
function wordsOf(locale: string) {
  return (key: string): string => {
    const [namespace = "", ...path] = key.split(".");
    const file = new URL(`../messages/${locale}/${namespace}.json`, import.meta.url);
    const found = path.reduce<Node>(
      (node, part) => (typeof node === "string" ? node : (node[part] ?? "")),
      JSON.parse(readFileSync(file, "utf8")) as Node,
    );
    if (typeof found !== "string" || found === "") throw new Error(`No words at ${key}`);
    return found;
  };
}

/** An official at the API. */
export class Official {
  private constructor(private readonly http: APIRequestContext) {}

  static async signIn(
    playwright: PlaywrightLike,
    baseURL: string,
    username: string,
  ): Promise<Official> {
    const http = await playwright.request.newContext({ baseURL });
    const answer = await http.post("/api/v1/auth/sign-in", {
      data: { username, password: PASSWORD },
    });
    expect(answer.status(), `${username} signs in`).toBe(200);
    return new Official(http);
  }

  async get<T>(path: string): Promise<T> {
    const answer = await this.http.get(`/api/v1/${path}`);
    expect(answer.ok(), path).toBe(true);
    return (await answer.json()) as T;
  }

  async post(path: string, data: Json = {}): Promise<void> {
    const { cookies } = await this.http.storageState();
    const token = cookies.find(({ name }) => name === "csrftoken")?.value ?? "";
    const answer = await this.http.post(`/api/v1/${path}`, {
      data,
      headers: { "X-CSRFToken": token },
    });
    expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  }
}

type PlaywrightLike = {
  request: { newContext: (options: { baseURL: string }) => Promise<APIRequestContext> };
};

type Tools = {
  locale: string;
  words: (key: string) => string;
  official: (username: string) => Promise<Official>;
  /** The code that was sent to a phone, from the inbox of one's own machine. */
  codeFor: (phone: string) => Promise<string>;
  /** Takes a picture and holds the screen to axe: no violation at all. */
  look: (name: string, of?: Page) => Promise<void>;
  /** A browser of somebody else, on the same kind of device, signed in as `username`. */
  visitor: (username: string) => Promise<Page>;
};

export const test = base.extend<Tools>({
  locale: async ({}, use, info) => use(String(info.project.metadata.locale)),
  words: async ({ locale }, use) => use(wordsOf(locale)),
  official: async ({ playwright, baseURL }, use) =>
    use((username) => Official.signIn(playwright, baseURL ?? "", username)),
  codeFor: async ({ request }, use) =>
    use(async (phone) => {
      const digits = phone.replace(/\D/g, "");
      const find = async () => {
        const html = await (await request.get("/dev/inbox")).text();
        const row = html.split("<tr>").find((part) => part.includes(digits));
        return /\b(\d{6})\b/.exec((row ?? "").replace(digits, ""))?.[1] ?? "";
      };
      await expect.poll(find).not.toBe("");
      return find();
    }),
  look: async ({ page }, use, info) =>
    use((name, of = page) => lookAt(of, `screenshots/${info.project.name}/${name}.png`)),
  visitor: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    const broken: string[] = [];
    await use(async (username) => {
      const context = await browser.newContext();
      contexts.push(context);
      await signIn(context, username);
      const page = await context.newPage();
      watch(page, broken);
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
    expect(broken, BROKEN).toEqual([]);
  },
  page: async ({ page }, use) => {
    const broken: string[] = [];
    watch(page, broken);
    await use(page);
    expect(broken, BROKEN).toEqual([]);
  },
});

const BROKEN = "errors, refusals of the policy and broken hydration";

function watch(page: Page, broken: string[]): void {
  page.on("pageerror", (error) => broken.push(error.message));
  page.on(
    "console",
    (line) =>
      /Content.Security.Policy|Refused to|hydrat/i.test(line.text()) && broken.push(line.text()),
  );
}

/** Signs a browser in with a password; the page that signs in has a journey of its own. */
export async function signIn(context: BrowserContext, username: string): Promise<void> {
  const data = { username, password: PASSWORD };
  const answer = await context.request.post("/api/v1/auth/sign-in", { data });
  expect(answer.status(), `${username} signs in`).toBe(200);
}

async function lookAt(page: Page, path: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  const hasDialog = await page.locator("dialog[open]").count();
  // A header that sticks would stand in the middle of the picture.
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({ path, fullPage: hasDialog === 0, animations: "disabled" });
  await axeHolds(page, path);
}

/** No violation at all, of any weight. */
export async function axeHolds(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(
    ({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map(({ html }) => html).join(" ")}`,
  );
  expect(told, where).toEqual([]);
}

export function phoneNew(): string {
  return `90${String(Math.floor(Math.random() * 10_000_000)).padStart(7, "0")}`;
}

/** A page that was loaded only once: nothing that it shows later came by a reload. */
export async function loadedOnce(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => Object.assign(window, { wasLoadedOnce: true }));
  return async () =>
    expect(await page.evaluate(() => "wasLoadedOnce" in window), "no reload").toBe(true);
}

export type Session = {
  session_uuid: string;
  number: string;
  status: string;
  department: { code: string; names: Record<string, string> } | null;
  messages: { text: string }[];
};

export function sessionIdOf(page: Page): string {
  return new URL(page.url()).searchParams.get("s") ?? "";
}

export const ROUTES_WITHIN = { timeout: 120_000 };

/** Opens the dialog, writes and sends; returns the session that it became. */
export async function write(
  page: Page,
  words: (key: string) => string,
  text: string,
): Promise<string> {
  await page.getByRole("button", { name: words("landing.newMessage") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(words("new-message.write.label")).fill(text);
  await dialog.getByRole("button", { name: words("new-message.write.submit") }).click();
  await page.waitForURL(/\/chat\/\?s=/);
  return sessionIdOf(page);
}

/** A name that holds others, such as a toast and its action. */
export function says(page: Page | Locator, text: string | RegExp): Locator {
  return page.getByText(text).first();
}

export { expect };

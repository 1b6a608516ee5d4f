/** Lighthouse against the pages as the product serves them: scores, figures, docs/lighthouse.md. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type BrowserContext, chromium } from "@playwright/test";
import lighthouse, { desktopConfig } from "lighthouse";

import { written } from "../e2e/office";
import { expect, signIn, test } from "../e2e/support";
import {
  type Found,
  findingsOf,
  marksMedian,
  marksOf,
  missesOf,
  type Row,
  tableOf,
  toolsOf,
} from "./judge";
import {
  categoriesOf,
  type Form,
  formsOf,
  PAGES,
  type PlannedPage,
  RUNS,
  type Visitor,
} from "./plan";

const DOCUMENT = new URL("../../docs/lighthouse.md", import.meta.url);
const CHROMIUM = process.env.CIVIC_E2E_CHROMIUM ?? "/usr/bin/chromium";
const TEXT = "Bunyodkor koʻchasi 12-uyda uch kundan beri ichimlik suvi yoʻq, qachon tuzatiladi?";
const USERS: Record<Visitor, string | null> = {
  nobody: null,
  citizen: "citizen001",
  official: "staff_water_sewer",
};

/** One browser for all pages, which Lighthouse drives by its debugging port. */
async function browserOpen(profile: string, port: number, baseURL: string) {
  return chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: [`--remote-debugging-port=${port}`],
    viewport: null, // Lighthouse sets its own.
    baseURL,
  });
}

async function portFree(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

async function becomes(context: BrowserContext, who: Visitor): Promise<void> {
  await context.clearCookies();
  const username = USERS[who];
  if (username !== null) await signIn(context, username);
}

async function lookOnce(url: string, page: PlannedPage, form: Form, port: number): Promise<Found> {
  const flags = {
    port,
    onlyCategories: categoriesOf(page),
    disableFullPageScreenshot: true,
    output: "html" as const,
    logLevel: "error" as const,
  };
  const result = await lighthouse(url, flags, form === "desktop" ? desktopConfig : undefined);
  expect(result?.lhr.runtimeError, `${url} loads`).toBeUndefined();
  const name = `${page.path.replaceAll(/\W+/g, "-")}${form}.html`;
  writeFileSync(test.info().outputPath(name), String(result?.report));
  return result?.lhr as Found;
}

async function measured(url: string, page: PlannedPage, form: Form, port: number): Promise<Row> {
  const first = await lookOnce(url, page, form, port);
  const runs = [first];
  while (page.isTimed && runs.length < RUNS) runs.push(await lookOnce(url, page, form, port));
  const marks = marksMedian(runs.map((found) => marksOf(found, page)));
  const findings = [...new Set(runs.flatMap(findingsOf))];
  return { page, form, marks, findings, tools: toolsOf(first) };
}

function documentOf(rows: readonly Row[]): string {
  return `# Lighthouse

Written by \`make lighthouse\`: ${rows[0]?.tools ?? ""}, against a private stack that serves
the built pages as \`make dev\` does. Landing and chat are timed: the median of ${RUNS} runs, as a phone
on slow 4G with a processor four times slower than this one, and as a desktop; the other pages are
looked at once. What each must reach stands in \`frontend/lighthouse/plan.ts\`.

${tableOf(rows)}
`;
}

test("every page reaches its marks", async ({ official, baseURL }) => {
  const origin = String(baseURL);
  const matter = await written(official, "citizen001", TEXT);
  const profile = mkdtempSync(join(tmpdir(), "civic-lighthouse-"));
  const port = await portFree();
  const context = await browserOpen(profile, port, origin);
  const rows: Row[] = [];
  try {
    for (const page of PAGES) {
      await becomes(context, page.who);
      const url = origin + page.path.replace(/\?s=$/, `?s=${matter.session_uuid}`);
      for (const form of formsOf(page)) {
        const row = await measured(url, page, form, port);
        console.log(page.path, form, row.marks);
        rows.push(row);
      }
    }
    writeFileSync(DOCUMENT, documentOf(rows));
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
  console.log(tableOf(rows));
  const found = rows.flatMap((row) => row.findings.map((one) => `${row.page.path} ${one}`));
  expect([...rows.flatMap(missesOf), ...found]).toEqual([]);
});

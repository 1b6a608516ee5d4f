/** Every page there is, in every language, light and dark: none is left out because no journey passes. */

import { readdirSync } from "node:fs";
import { dirname, sep } from "node:path";
import { fileURLToPath } from "node:url";

import type { Page } from "@playwright/test";

import { LOCALES } from "../src/lib/i18n/locales";
import { PLAIN, written } from "./office";
import { axeHolds, expect, signIn, test } from "./support";

const APP = fileURLToPath(new URL("../src/app/[locale]", import.meta.url));
const GROUPS = ["(citizen)", "(staff)"] as const;
/** Whoever is signed in is sent on from here. */
const FOR_NOBODY = /sign-in\/$/;
const OF_A_MATTER = /^(chat|desk|triage)\/$/;

/** A page is a folder with a `page.tsx`; its group says who works there. */
function pagesOf(group: string): string[] {
  const files = readdirSync(`${APP}/${group}`, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith("page.tsx"))
    .map((file) => (dirname(file) === "." ? "" : `${dirname(file).replaceAll(sep, "/")}/`))
    .sort();
}

for (const [at, locale] of LOCALES.entries()) {
  for (const group of GROUPS) {
    test(`axe finds nothing on any page: ${locale} ${group} @once`, async ({ page, official }) => {
      const citizen = `citizen0${91 + 2 * at + GROUPS.indexOf(group)}`;
      const matter = await written(official, citizen, PLAIN[at % PLAIN.length] ?? "");
      const look = async (path: string) => {
        const query = OF_A_MATTER.test(path) ? `?s=${matter.session_uuid}` : "";
        await page.goto(`/${locale}/${path}${query}`);
        await axeInBoth(page);
      };
      const pages = pagesOf(group);
      expect(pages.length).toBeGreaterThan(4);
      for (const path of pages.filter((one) => FOR_NOBODY.test(one))) await look(path);
      await signIn(page.context(), group === "(staff)" ? "superuser" : citizen);
      for (const path of pages.filter((one) => !FOR_NOBODY.test(one))) await look(path);
    });
  }
}

async function axeInBoth(page: Page): Promise<void> {
  await expect(page.locator("main").getByRole("heading").first()).toBeVisible();
  await expect(page.locator(".breathe")).toHaveCount(0);
  for (const theme of ["light", "dark"]) {
    await page.evaluate((one) => (document.documentElement.dataset.theme = one), theme);
    await axeHolds(page, `${page.url()} ${theme}`);
  }
}

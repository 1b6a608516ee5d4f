import { defineConfig } from "@playwright/test";

import journeys from "../playwright.config";

/** `make lighthouse`: one test that measures every page of plan.ts, one after the other. */
export default defineConfig({
  ...journeys,
  testDir: ".",
  testMatch: "pages.spec.ts",
  timeout: 1_500_000,
  expect: { timeout: 120_000 },
  // The journeys' fixtures ask for a language.
  projects: [{ name: "lighthouse", metadata: { locale: "uz" } }],
  // Nothing else of theirs: a trace that is kept would be measured too.
  use: { baseURL: journeys.use?.baseURL },
});

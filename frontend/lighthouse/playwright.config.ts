import { defineConfig } from "@playwright/test";

/** `make lighthouse`: one test that measures every page of plan.ts, one after the other. */
export default defineConfig({
  testDir: ".",
  testMatch: "pages.spec.ts",
  workers: 1,
  timeout: 1_500_000,
  expect: { timeout: 120_000 },
  forbidOnly: true,
  reporter: [["list"]],
  // The journeys' fixtures ask for a language.
  projects: [{ name: "lighthouse", metadata: { locale: "uz" } }],
  use: { baseURL: process.env.CIVIC_E2E_URL ?? "http://127.0.0.1:8000" },
});

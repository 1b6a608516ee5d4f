import { defineConfig, devices } from "@playwright/test";

const CHROMIUM = process.env.CIVIC_E2E_CHROMIUM ?? "/usr/bin/chromium";

/** A phone in Uzbek and a desktop in Russian: each journey runs in both. */
export default defineConfig({
  testDir: "e2e",
  workers: 1,
  timeout: 300_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    baseURL: process.env.CIVIC_E2E_URL ?? "http://127.0.0.1:8000",
    launchOptions: { executablePath: CHROMIUM },
    timezoneId: "Asia/Tashkent",
    trace: "retain-on-failure",
  },
  projects: [
    {
      name: "phone-uz",
      use: { ...devices["Pixel 7"], locale: "uz", viewport: { width: 393, height: 851 } },
      metadata: { locale: "uz" },
      // What depends on neither language nor size runs once, on the desktop.
      grepInvert: /@once/,
    },
    {
      name: "desktop-ru",
      use: {
        ...devices["Desktop Chrome"],
        locale: "ru-RU",
        viewport: { width: 1280, height: 800 },
      },
      metadata: { locale: "ru" },
    },
  ],
});

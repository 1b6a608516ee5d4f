import { answered, PLAIN, whole, written } from "./office";
import { expect, signIn, test } from "./support";

test("an operator reads figures as charts and tables, narrows them, and takes them home", async ({
  page,
  locale,
  words,
  official,
  look,
}, info) => {
  const first = info.project.name.startsWith("phone") ? 66 : 76;
  for (const [at, text] of PLAIN.entries()) {
    await answered(official, await written(official, `citizen0${first + at}`, text));
  }
  await signIn(page.context(), "operator");
  await page.goto(`/${locale}/statistics/`);
  await expect(page.locator("dt", { hasText: words("statistics.tiles.reply") })).toBeVisible();
  await expect(page.locator("canvas").first()).toBeVisible();
  const size = page.viewportSize();
  await whole(page);
  await look("80-statistics");
  if (size) await page.setViewportSize(size);

  const volume = page.getByRole("article", { name: words("statistics.days.volume") });
  await volume.getByRole("button").click();
  await expect(volume.getByRole("table")).toBeVisible();
  await look("81-statistics-table");
  const download = page.waitForEvent("download");
  await volume.getByRole("link").click();
  expect((await download).suggestedFilename()).toBe("service_day.csv");

  const departments = page.getByRole("article", { name: words("statistics.groups.department") });
  await departments.getByRole("listitem").getByRole("button").first().click();
  await expect(page).toHaveURL(/department=/);
  await page.goto(`/${locale}/statistics/?since=2020-01-01&until=2020-01-05`);
  await expect(page.getByText(words("statistics.empty"))).toBeVisible();
  await look("82-statistics-empty");

  await page.route("**/api/v1/statistics?*", (route) => route.fulfill({ status: 503, json: {} }));
  await page.goto(`/${locale}/statistics/`);
  await expect(page.getByText(words("common.states.failedTitle"))).toBeVisible({ timeout: 30_000 });
  await look("83-statistics-failed");
  await page.unroute("**/api/v1/statistics?*");

  await page.goto("/uz-Cyrl/statistics/");
  await expect(page.locator("canvas").first()).toBeVisible();
  await page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"));
  await look("84-statistics-dark-cyrillic");
});

test("a citizen has no right to see figures, and somebody unknown is asked to sign in", async ({
  page,
  locale,
  words,
}) => {
  await page.goto(`/${locale}/statistics/`);
  await expect(page.getByText(words("common.states.signedOutTitle"))).toBeVisible();
  await signIn(page.context(), "citizen090");
  await page.reload();
  await expect(page.getByText(words("common.states.noRightsTitle"))).toBeVisible();
});

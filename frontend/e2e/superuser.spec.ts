import { ATTACKS, written } from "./office";
import { expect, signIn, test } from "./support";

test("a superuser sees attacks come in, releases one, confirms one, and finds both in the log", async ({
  page,
  locale,
  words,
  official,
  look,
}, info) => {
  const first = info.project.name.startsWith("phone") ? 63 : 73;
  const [one, two, three] = ATTACKS as [string, string, string];
  const released = await written(official, `citizen0${first}`, one);
  const rejected = await written(official, `citizen0${first + 1}`, two);
  expect([released.status, rejected.status]).toEqual(["QUARANTINED", "QUARANTINED"]);

  await signIn(page.context(), "superuser");
  await page.goto(`/${locale}/quarantine/`);
  const card = (number: string) => page.getByRole("article", { name: number });
  await expect(card(released.number)).toBeVisible();
  await expect(card(rejected.number).locator("mark").first()).toHaveText(/U\+/);
  await look("60-quarantine");

  const late = await written(official, `citizen0${first + 2}`, three);
  await expect(card(late.number)).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: late.number })).toBeAttached();

  const act = async (number: string, action: "release" | "reject", picture: string) => {
    const button = words(`quarantine.actions.${action}`);
    await card(number).getByRole("button", { name: button }).click();
    await look(picture);
    const submit = words(`quarantine.dialog.submit.${action}`);
    await page.getByRole("dialog").getByRole("button", { name: submit }).click();
    await expect(card(number)).toBeHidden();
  };
  await act(released.number, "release", "61-quarantine-release");
  await act(rejected.number, "reject", "62-quarantine-reject");

  await page.getByRole("checkbox", { name: words("quarantine.chooseAll") }).check();
  await look("63-quarantine-many");

  await page.goto(`/${locale}/quarantine/?tab=log`);
  await expect(card(rejected.number)).toBeVisible();
  await expect(card(released.number)).toBeVisible();
  await look("64-injection-log");

  await page.goto("/uz-Cyrl/quarantine/");
  await expect(card(late.number)).toBeVisible();
  await page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"));
  await look("65-quarantine-dark-cyrillic");
});

test("a superuser runs people, districts, prompts, health and audit", async ({
  page,
  locale,
  words,
  look,
}, info) => {
  await signIn(page.context(), "superuser");
  await page.goto(`/${locale}/people/`);
  await expect(page.getByText("operator", { exact: true }).first()).toBeVisible();
  await look("66-people");
  await page.getByRole("button", { name: words("people.new") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: words("people.newPerson.make") }).click();
  await expect(dialog.getByRole("alert")).toBeFocused();
  await look("67-person-new");
  await dialog.getByLabel(words("people.newPerson.name")).fill("Nodira Karimova");
  const username = `n.karimova.${info.project.name}.${Date.now()}`;
  await dialog.getByLabel(words("people.newPerson.username")).fill(username);
  await dialog.getByLabel(words("people.newPerson.password")).fill("birinchi-uzun-parol-77");
  await dialog.getByLabel(words("people.newPerson.district")).selectOption({ index: 1 });
  await dialog.getByRole("checkbox").first().check();
  await dialog.getByRole("button", { name: words("people.newPerson.make") }).click();
  await expect(dialog.getByText(words("people.newPerson.once"))).toBeVisible();
  await look("68-person-made");
  await dialog.getByRole("button", { name: words("people.newPerson.written") }).click();

  await page.goto(`/${locale}/setup/?tab=rules`);
  const threshold = page.getByLabel(words("setup.rules.confidence_threshold"));
  await expect(threshold).toBeVisible();
  await threshold.fill("7");
  await page.getByRole("button", { name: words("setup.rules.save") }).click();
  await expect(page.getByRole("alert").first()).toBeFocused();
  await look("69-rules");

  await page.goto(`/${locale}/setup/?tab=prompts`);
  await page.getByRole("button", { name: words("setup.prompts.new") }).click();
  await dialog.getByLabel(words("setup.prompts.template")).fill("{candidates}\n{message}\nJSON.");
  await dialog.getByRole("button", { name: words("setup.prompts.keep") }).click();
  await expect(dialog).toBeHidden();
  await look("70-prompts");

  await page.goto(`/${locale}/system/`);
  await expect(page.getByRole("table").first()).toBeVisible();
  await look("71-health");
  await page.goto(`/${locale}/system/?tab=audit`);
  await expect(page.getByRole("table")).toBeVisible();
  await look("72-audit");
});

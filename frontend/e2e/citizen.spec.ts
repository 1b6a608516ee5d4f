import type { Page } from "@playwright/test";

import { expect, type Official, phoneNew, test } from "./support";

const TEXTS: Record<string, string> = {
  uz: "Bunyodkor koʻchasi 12-uyda uch kundan beri ichimlik suvi yoʻq, krandan bir tomchi ham kelmayapti. Qachon tuzatiladi?",
  ru: "На улице Бунёдкор, дом 12, третий день нет холодной воды, из крана не идёт ни капли. Когда починят водопровод?",
};
const NAMES: Record<string, string> = { uz: "Dilnoza Karimova", ru: "Дильноза Каримова" };
const ANSWERS: Record<string, string> = {
  uz: "Assalomu alaykum! Brigada yoʻlda, bugun soat 18:00 gacha tuzatamiz.",
  ru: "Здравствуйте! Бригада выехала, сегодня до 18:00 починим.",
};

const PICTURE = {
  name: "jumrak.png",
  mimeType: "image/png",
  buffer: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  ),
};

type Session = { status: string; department: { code: string } | null };

function sessionIdOf(page: Page): string {
  return new URL(page.url()).searchParams.get("s") ?? "";
}

/** Staff of the session's department take it, confirm the routing and answer (P23, P24). */
async function staffAnswer(
  official: (name: string) => Promise<Official>,
  id: string,
  text: string,
): Promise<Official> {
  const operator = await official("operator");
  const { department } = await operator.get<Session>(`sessions/${id}`);
  const staff = await official(`staff_${department?.code ?? ""}`);
  await staff.post(`sessions/${id}/pick`);
  await staff.post(`sessions/${id}/confirmations`);
  await staff.post(`sessions/${id}/replies`, { text });
  return staff;
}

/** Sessions without a department get one from the operator. */
async function departmentEnsure(
  official: (name: string) => Promise<Official>,
  id: string,
): Promise<void> {
  const operator = await official("operator");
  const status = async () => (await operator.get<Session>(`sessions/${id}`)).status;
  await expect.poll(status, { timeout: 90_000 }).not.toBe("ROUTING");
  if ((await status()) === "NEEDS_OPERATOR") {
    await operator.post(`sessions/${id}/route`, { department: "water_sewer", reason: "Suv" });
  }
}

/** The server has a message of the citizen, once. */
async function expectSaved(
  official: (name: string) => Promise<Official>,
  id: string,
  text: string,
): Promise<void> {
  const operator = await official("operator");
  const count = async () => {
    const { messages } = await operator.get<{ messages: { text: string }[] }>(`sessions/${id}`);
    return messages.filter((message) => message.text === text).length;
  };
  await expect.poll(count).toBe(1);
}

test("a citizen writes, proves the phone, waits, is answered, writes on, rates", async ({
  page,
  locale,
  words,
  official,
  codeFor,
  look,
}) => {
  const phone = phoneNew();

  await page.goto(`/${locale}/`);
  await look("01-landing");
  await page.getByRole("button", { name: words("landing.newMessage") }).click();
  const dialog = page.getByRole("dialog");
  const field = dialog.getByLabel(words("new-message.write.label"));
  await expect(field).toBeVisible();

  await dialog.getByRole("button", { name: words("new-message.write.submit") }).click();
  await expect(dialog.getByRole("alert")).toBeFocused();
  await look("02-new-message-empty");

  await field.fill(TEXTS[locale] ?? "");
  await expect(dialog.getByText(words("new-message.count.enough")).first()).toBeVisible();
  await look("03-new-message");
  await page.reload();
  await page.getByRole("button", { name: words("landing.newMessage") }).click();
  await expect(field, "the draft survives a reload").toHaveValue(TEXTS[locale] ?? "");
  await page.context().grantPermissions(["geolocation"]);
  await page.context().setGeolocation({ latitude: 41.2646, longitude: 69.2163 });
  await dialog.getByLabel(words("new-message.write.attach")).setInputFiles(PICTURE);
  await dialog.getByRole("button", { name: words("new-message.place.add") }).click();
  await expect(dialog.getByText(words("new-message.place.added")).first()).toBeVisible();
  await look("03-new-message-attached");
  await field.press("Control+Enter");

  await dialog.getByLabel(words("sign-in.phone.label")).fill("90 12");
  await dialog.getByRole("button", { name: words("sign-in.phone.submit") }).click();
  await expect(dialog.getByText(words("sign-in.phone.incomplete")).first()).toBeVisible();
  await look("04-phone-incomplete");
  await dialog.getByLabel(words("sign-in.phone.label")).fill(phone);
  await dialog.getByRole("button", { name: words("sign-in.phone.submit") }).click();

  const code = dialog.getByLabel(words("sign-in.code.label"));
  await expect(code).toBeVisible();
  const right = await codeFor(phone);
  await code.fill(right === "000000" ? "000001" : "000000");
  await dialog.getByRole("button", { name: words("sign-in.code.submit") }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await look("05-code-wrong");
  await code.fill(`${right.slice(0, 3)} ${right.slice(3)}`);
  await dialog.getByRole("button", { name: words("sign-in.code.submit") }).click();

  await dialog.getByLabel(words("sign-in.register.name")).fill(NAMES[locale] ?? "");
  await look("06-register");
  await dialog.getByRole("button", { name: words("sign-in.register.submit") }).click();
  await expect(dialog.getByText(NAMES[locale] ?? "")).toBeVisible();
  await look("07-check");
  await dialog.getByRole("button", { name: words("new-message.check.send") }).click();

  await page.waitForURL(/\/chat\/\?s=/);
  const id = sessionIdOf(page);
  const input = page.getByLabel(words("chat.composer.label"));
  await expect(input).toHaveAttribute("readonly", "");
  await expect(page.getByText(words("chat.composer.locked"))).toBeVisible();
  await expect(page.getByRole("link", { name: "41.26460, 69.21630" })).toBeVisible();
  await expect(page.getByText("jumrak.png")).toBeVisible();
  await departmentEnsure(official, id);
  await expect(page.getByRole("button", { name: words("chat.why.wrong") })).toBeVisible();
  await look("08-chat-locked");
  await page.getByRole("button", { name: words("chat.why.wrong") }).click();
  await page.getByRole("dialog").getByLabel(words("chat.why.reason")).fill("Jek / ЖЭК");
  await look("09-wrong-department");
  await page.getByRole("button", { name: words("chat.why.tell") }).click();
  await expect(page.getByText(words("chat.why.told"))).toBeVisible();

  const staff = await staffAnswer(official, id, ANSWERS[locale] ?? "");
  await expect(page.getByText(ANSWERS[locale] ?? "")).toBeVisible();
  await expect(input, "the first answer opens the input without a reload").not.toHaveAttribute(
    "readonly",
    "",
  );
  await input.fill("Rahmat! / Спасибо!");
  await page.getByRole("button", { name: words("chat.composer.send"), exact: true }).click();
  await expect(page.getByText("Rahmat! / Спасибо!")).toHaveCount(1);
  await look("10-chat-open");

  await page.context().setOffline(true);
  await expect(page.getByText(words("common.connection.offline"))).toBeVisible();
  await look("11-chat-offline");
  await input.fill("Offline");
  await page.getByRole("button", { name: words("chat.composer.send"), exact: true }).click();
  await expect(page.getByText("Offline", { exact: true })).toBeVisible();
  await page.context().setOffline(false);
  await expect(page.getByText(words("common.connection.offline"))).toBeHidden();
  await expectSaved(official, id, "Offline");

  await page.route("**/messages", (route) => route.abort(), { times: 1 });
  await input.fill("Again");
  await page.getByRole("button", { name: words("chat.composer.send"), exact: true }).click();
  const again = page.getByRole("button", { name: words("chat.sendAgain") });
  await expect(again).toBeVisible();
  await look("12-chat-failed");
  await again.click();
  await expectSaved(official, id, "Again");
  await expect(page.getByText("Again", { exact: true })).toHaveCount(1);
  await expect(page.getByText("Offline", { exact: true })).toHaveCount(1);

  await staff.post(`sessions/${id}/hold`);
  await expect(page.getByText(words("chat.held"))).toBeVisible();
  await look("13-chat-held");
  await staff.post(`sessions/${id}/end`);
  await expect(page.getByRole("heading", { name: words("chat.closed.title") })).toBeVisible();
  await look("14-chat-closed");
  await page.getByRole("button", { name: words("chat.rating.submit") }).click();
  await expect(page.getByRole("main").getByRole("alert")).toBeFocused();
  await page.locator("label").filter({ hasText: words("chat.rating.stars.4") }).click();
  await page.getByRole("button", { name: words("chat.rating.submit") }).click();
  await expect(page.getByText(words("chat.rating.thanks"))).toBeVisible();
  const number = (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";

  await page.getByRole("button", { name: words("chat.closed.writeAgain") }).click();
  await expect(page.getByRole("dialog").getByLabel(words("new-message.write.label"))).toHaveValue(
    new RegExp(number),
  );
  await page.keyboard.press("Escape");

  await page.goto(`/${locale}/my/`);
  await expect(page.getByRole("link", { name: new RegExp(number) })).toBeVisible();
  await look("15-history");
  await page.goto(`/${locale}/profile/`);
  await expect(page.getByText(words("profile.here"))).toBeVisible();
  await look("16-profile");
  await page.goto(`/${locale}/status/?n=${number}`);
  await expect(page.getByRole("heading", { name: number })).toBeVisible();
  await look("17-status");
});

test("another language keeps the page and what is open in it", async ({ page, locale, words }) => {
  await page.goto(`/${locale}/status/?n=YD-2611-9999`);
  const other = locale === "uz" ? "ru" : "uz";
  await page
    .getByRole("link", { name: other === "ru" ? "Русский" : "Oʻzbekcha" })
    .first()
    .click();
  await page.waitForURL(`**/${other}/status/?n=YD-2611-9999`);
  await expect(page.locator("html")).toHaveAttribute("lang", other);
  await page.goto("/");
  await page.waitForURL(`**/${other}/`);
  expect(words("status.title")).not.toBe("");
});

test("what cannot be shown says so", async ({ page, locale, words, look }) => {
  await page.goto(`/${locale}/my/`);
  await expect(
    page.getByRole("heading", { name: words("common.states.signedOutTitle") }),
  ).toBeVisible();
  await look("20-signed-out");
  const answer = await page.goto(`/${locale}/no-such-page/`);
  expect(answer?.status()).toBe(404);
  await look("21-not-found");
  await page.goto(`/${locale}/status/`);
  await page.getByRole("button", { name: words("status.submit") }).click();
  await expect(page.getByRole("main").getByRole("alert")).toBeFocused();
  await look("22-status-error");
  await page.goto(`/${locale}/sign-in/`);
  await look("23-sign-in");
});

test("officials sign in with a password and are kept out of citizens' pages", async ({
  page,
  locale,
  words,
  look,
}) => {
  await page.goto(`/${locale}/staff-sign-in/`);
  await page.getByRole("button", { name: words("staff-sign-in.submit") }).click();
  await expect(page.getByRole("main").getByRole("alert")).toBeFocused();
  await look("24-staff-sign-in-missing");
  await page.getByLabel(words("staff-sign-in.username")).fill("operator");
  await page
    .getByLabel(words("staff-sign-in.password"))
    .fill(process.env.CIVIC_E2E_PASSWORD ?? "civic-dev-only");
  await page.getByRole("button", { name: words("staff-sign-in.submit") }).click();
  await expect(page).not.toHaveURL(/staff-sign-in/);
  await page.goto(`/${locale}/my/`);
  await expect(
    page.getByRole("heading", { name: words("common.states.noRightsTitle") }),
  ).toBeVisible();
  await look("25-no-rights");
});

test("in the dark and in Cyrillic", async ({ page, look }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("/uz-Cyrl/");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await look("30-landing-dark-cyrillic");
});

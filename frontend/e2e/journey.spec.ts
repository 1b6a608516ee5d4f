import { expect, loadedOnce, ROUTES_WITHIN, says, signIn, test, write } from "./support";

const CITIZENS: Record<string, string> = { uz: "citizen011", ru: "citizen012" };
const TEXTS: Record<string, string> = {
  uz: "Bunyodkor koʻchasi 12-uyda uch kundan beri ichimlik suvi yoʻq, krandan bir tomchi ham kelmayapti. Qachon tuzatiladi?",
  ru: "На улице Бунёдкор, дом 12, третий день нет холодной воды, из крана не идёт ни капли. Когда починят водопровод?",
};
const SAID: Record<string, Record<"answer" | "thanks" | "note", string>> = {
  uz: {
    answer: "Assalomu alaykum! Brigada yoʻlda, bugun soat 18:00 gacha tuzatamiz.",
    thanks: "Rahmat, kutamiz.",
    note: "Nasos almashtirilsin, omborga buyurtma berildi.",
  },
  ru: {
    answer: "Здравствуйте! Бригада выехала, сегодня до 18:00 починим.",
    thanks: "Спасибо, ждём.",
    note: "Заменить насос, заказ на склад передан.",
  },
};

const CANNED: Record<string, Record<"language" | "title" | "text", string>> = {
  uz: {
    language: "uz",
    title: "Brigada yuborildi",
    text: "Murojaatingiz {number} boʻyicha brigada yuborildi. {department}, {staff}.",
  },
  ru: {
    language: "ru",
    title: "Бригада отправлена",
    text: "По обращению {number} отправлена бригада. {department}, {staff}.",
  },
};

test("two browsers: sent, locked, taken, verified, answered, unlocked, talked, held, ended, rated", async ({
  page,
  visitor,
  locale,
  words,
  official,
  look,
}) => {
  const { answer = "", thanks = "", note = "" } = SAID[locale] ?? {};
  const text = TEXTS[locale] ?? "";
  const staff = await official("staff_water_sewer");
  await staff.post("departments/water_sewer/canned-replies", CANNED[locale]);
  const desk = await visitor("staff_water_sewer");
  await desk.goto(`/${locale}/desk/`);
  await expect(desk.getByRole("tab", { name: words("inbox.tabs.new") })).toBeVisible();
  await look("40-desk-empty", desk);

  await signIn(page.context(), CITIZENS[locale] ?? "");
  await page.goto(`/${locale}/`);
  const id = await write(page, words, text);
  const citizenStays = await loadedOnce(page);
  const deskStays = await loadedOnce(desk);
  const input = page.getByLabel(words("chat.composer.label"));
  await expect(input).toHaveAttribute("readonly", "");
  await expect(page.getByText(words("chat.composer.locked"))).toBeVisible();

  const row = desk.locator(`[data-session="${id}"]`);
  await expect(row, "a new session comes in by itself").toBeVisible(ROUTES_WITHIN);
  await look("41-desk-new", desk);
  await row.click();
  await expect(desk.getByText(words("session-desk.barriers.notPicked"))).toBeVisible();
  const above = await visitor("operator");
  await above.goto(`/${locale}/desk/?s=${id}`);
  const { name } = await (await official("operator")).get<{ name: string }>("auth/me");
  await expect(row, "the list shows who looks").toContainText(name);
  await look("42-desk-read-only", desk);
  await above.close();
  await expect(row, "and who has gone").not.toContainText(name);
  await desk.getByRole("button", { name: words("session-desk.barriers.pick") }).click();
  const dialog = desk.getByRole("dialog", { name: words("session-desk.verify.title") });
  const yes = dialog.getByRole("button", { name: words("session-desk.verify.yes") });
  await expect(yes, "one key confirms").toBeFocused();
  await look("43-desk-verify", desk);
  await yes.click();
  await expect(dialog).toBeHidden();

  const reply = desk.getByLabel(words("session-desk.composer.label.reply"));
  await reply.fill("/");
  await expect(desk.getByRole("listbox")).toBeVisible();
  await look("44-desk-canned", desk);
  await reply.fill(answer);
  await expect(
    says(page, words("common.chat.typing")),
    "the citizen sees staff type",
  ).toBeVisible();
  await desk.getByRole("button", { name: words("session-desk.composer.send.reply") }).click();

  await expect(page.getByText(answer)).toHaveCount(1);
  const photo = { name: "nasos.png", mimeType: "image/png", buffer: await desk.screenshot() };
  await desk.getByLabel(words("files.attach")).setInputFiles(photo);
  await expect(desk.getByRole("list", { name: words("files.attached") })).toBeVisible();
  await desk.getByRole("button", { name: words("session-desk.composer.send.reply") }).click();
  const sent = page.getByRole("link", { name: photo.name });
  await expect(sent, "the citizen gets what staff attach").toBeVisible({ timeout: 30_000 });
  await expect(input, "the first answer opens the input").not.toHaveAttribute("readonly", "");
  await input.fill(thanks);
  await expect(says(desk, words("common.chat.typing")), "staff see the citizen type").toBeVisible();
  await page.getByRole("button", { name: words("chat.composer.send"), exact: true }).click();
  await expect(desk.getByText(thanks)).toHaveCount(1);

  await desk.getByRole("button", { name: words("session-desk.composer.mode.note") }).click();
  await desk.getByLabel(words("session-desk.composer.label.note")).fill(note);
  await desk.getByRole("button", { name: words("session-desk.composer.send.note") }).click();
  await expect(desk.getByRole("listitem").filter({ hasText: note })).toHaveCount(1);
  await look("45-desk-talk", desk);
  await look("46-chat-talk");

  await desk.getByRole("button", { name: words("session-desk.actions.hold"), exact: true }).click();
  await expect(page.getByText(words("chat.held"))).toBeVisible();
  await expect(
    desk.getByRole("button", { name: words("session-desk.actions.unhold") }),
  ).toBeVisible();
  await look("47-desk-held", desk);
  await desk.getByRole("button", { name: words("session-desk.actions.end"), exact: true }).click();
  await look("48-desk-end", desk);
  await desk
    .getByRole("dialog")
    .getByRole("button", { name: words("session-desk.end.submit") })
    .click();

  await expect(page.getByRole("heading", { name: words("chat.closed.title") })).toBeVisible();
  await expect(desk.getByText(words("session-desk.barriers.closed"))).toBeVisible();
  await expect(page.getByText(note), "a note is for colleagues").toHaveCount(0);
  await citizenStays();
  await deskStays();
  await page.locator("label").filter({ hasText: words("chat.rating.stars.5") }).click();
  await page.getByRole("button", { name: words("chat.rating.submit") }).click();
  await expect(page.getByText(words("chat.rating.thanks"))).toBeVisible();
  await look("49-chat-rated");
});

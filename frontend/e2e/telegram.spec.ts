import {
  expect,
  loadedOnce,
  type Official,
  phoneNew,
  ROUTES_WITHIN,
  type Session,
  test,
} from "./support";
import { type Heard, TelegramPerson } from "./telegram";

const TEXT =
  "Mahallamizda ikki haftadan beri chiqindi olib ketilmayapti, konteynerlar toʻlib, hid tarqalgan. Chora koʻring.";
const ANSWER =
  "Assalomu alaykum! Maxsus mashina bugun kechqurun boradi <b>18:00</b> & undan oldin.";

type Rows = { results: Session[] };

const NUMBER = /[A-Z]{2}-\d{4}-\d{4}/;

function numberIn(text: string): string {
  return NUMBER.exec(text)?.[0] ?? "";
}

function fiveStars(end: Heard): string {
  const buttons = end.reply_markup?.inline_keyboard?.flat() ?? [];
  return buttons.find(({ text }) => text.startsWith("5"))?.callback_data ?? "";
}

/** Waits until the session with a number has a department. */
async function routedTo(operator: Official, number: string): Promise<{ id: string; code: string }> {
  const found = async () => (await operator.get<Rows>(`sessions?number=${number}`)).results[0];
  await expect.poll(async () => (await found())?.department?.code, ROUTES_WITHIN).toBeTruthy();
  const session = await found();
  return { id: session?.session_uuid ?? "", code: session?.department?.code ?? "" };
}

test("a citizen in Telegram and staff on the web talk with each other @once", async ({
  request,
  visitor,
  locale,
  words,
  official,
  codeFor,
  look,
}) => {
  const citizen = new TelegramPerson(request, "Aziza Karimova");
  const phone = `+998${phoneNew()}`;
  await citizen.says("/start");
  await citizen.hears(/til|язык/i);
  await citizen.presses("lang:uz");
  await citizen.hears(/raqam/);
  await citizen.sharesContact(phone);
  await citizen.hears(/kod/i);
  await citizen.says(await codeFor(phone));
  await expect.poll(async () => (await citizen.heard()).length, ROUTES_WITHIN).toBeGreaterThan(3);
  await citizen.says("Aziza Karimova");
  await citizen.hears("Xush kelibsiz");
  await citizen.says(TEXT);
  const number = numberIn((await citizen.hears(NUMBER)).text);

  const operator = await official("operator");
  const { id, code } = await routedTo(operator, number);

  const desk = await visitor(`staff_${code}`);
  await desk.goto(`/${locale}/desk/?s=${id}`);
  await desk.getByRole("button", { name: words("session-desk.barriers.pick") }).click();
  await desk.getByRole("button", { name: words("session-desk.verify.yes") }).click();
  await expect(desk.getByRole("dialog")).toBeHidden();
  await desk.getByLabel(words("session-desk.composer.label.reply")).fill(ANSWER);
  await desk.getByRole("button", { name: words("session-desk.composer.send.reply") }).click();
  const stays = await loadedOnce(desk);
  await citizen.hears("Maxsus mashina bugun kechqurun boradi &lt;b&gt;18:00&lt;/b&gt; &amp;");
  await expect(desk.getByText(words("session-desk.telegram.arrived"))).toBeVisible();

  await citizen.says("Rahmat, kutamiz.");
  await expect(desk.getByText("Rahmat, kutamiz.")).toHaveCount(1);
  await stays();
  await look("80-desk-telegram", desk);
  await desk.getByRole("button", { name: words("session-desk.actions.end"), exact: true }).click();
  await desk
    .getByRole("dialog")
    .getByRole("button", { name: words("session-desk.end.submit") })
    .click();
  await citizen.presses(fiveStars(await citizen.hears("yopildi")));
  await citizen.hears("Rahmat");
  const told = (await citizen.heard()).filter((one) => one.text.includes("Maxsus mashina"));
  expect(told, "the answer came once").toHaveLength(1);
});

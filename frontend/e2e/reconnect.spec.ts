import { partKill, partsBack } from "./parts";
import { expect, ROUTES_WITHIN, type Session, signIn, test, write } from "./support";

const CITIZENS: Record<string, string> = { uz: "citizen013", ru: "citizen014" };
const TEXTS: Record<string, string> = {
  uz: "Hovlimizdagi elektr simlari uzilib tushgan, kecha kechasi chiroq oʻchdi, bolalar uchun xavfli. Tezroq kelinglar.",
  ru: "Во дворе оборвались электрические провода, со вчерашнего вечера нет света, опасно для детей. Приезжайте скорее.",
};

test("sockets and web are killed: no message is missing and none is doubled", async ({
  page,
  locale,
  words,
  official,
  look,
}) => {
  await signIn(page.context(), CITIZENS[locale] ?? "");
  await page.goto(`/${locale}/`);
  const id = await write(page, words, TEXTS[locale] ?? "");
  const operator = await official("operator");
  const now = () => operator.get<Session>(`sessions/${id}`);
  await expect.poll(async () => (await now()).status, ROUTES_WITHIN).toBe("WAITING");
  const staff = await official(`staff_${(await now()).department?.code ?? ""}`);
  await staff.post(`sessions/${id}/pick`);
  await staff.post(`sessions/${id}/confirmations`);
  await staff.post(`sessions/${id}/replies`, { text: "before" });
  await expect(page.getByText("before", { exact: true })).toHaveCount(1);

  const back = partsBack(["sockets", "web"]);
  partKill("sockets");
  await staff.post(`sessions/${id}/replies`, { text: "without sockets" });
  await expect(page.getByText(words("common.connection.reconnecting"))).toBeVisible();
  await look("50-chat-reconnecting");
  partKill("web");
  const send = page.getByRole("button", { name: words("chat.composer.send"), exact: true });
  await page.getByLabel(words("chat.composer.label")).fill("without web");
  await send.click();
  await expect(page.getByText("without web", { exact: true })).toHaveCount(1);
  const answers = async () => {
    if (!back()) return false;
    return page.request.get("/api/v1/places").then(
      (answer) => answer.ok(),
      () => false,
    );
  };
  await expect.poll(answers, { timeout: 120_000 }).toBe(true);
  await expect(page.getByText(words("common.connection.reconnecting"))).toBeHidden({
    timeout: 60_000,
  });

  // A message that could not leave stays with its button; pressing it again doubles nothing.
  const again = page.getByRole("button", { name: words("chat.sendAgain") });
  const isSaved = async () => (await now()).messages.some(({ text }) => text === "without web");
  await expect
    .poll(async () => (await isSaved()) || (await again.isVisible()), ROUTES_WITHIN)
    .toBe(true);
  if (await again.isVisible()) await again.click();
  await expect.poll(isSaved, { timeout: 60_000 }).toBe(true);
  await staff.post(`sessions/${id}/replies`, { text: "after" });
  await expect(page.getByText("after", { exact: true })).toHaveCount(1);

  const said = ["before", "without sockets", "without web", "after"];
  for (const text of said) await expect(page.getByText(text, { exact: true })).toHaveCount(1);
  const { messages } = await now();
  const kept = messages.map(({ text }) => text).filter((text) => said.includes(text));
  expect([...kept].sort(), "each once on the server").toEqual([...said].sort());
  await staff.post(`sessions/${id}/end`);
});

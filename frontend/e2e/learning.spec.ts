import type { Page } from "@playwright/test";

import { expect, ROUTES_WITHIN, type Session, signIn, test, write } from "./support";

const FIRST =
  "На остановке у рынка нет ни навеса, ни скамейки, люди ждут автобус под дождём. Поставьте, пожалуйста, навес.";
const SIMILAR =
  "На остановке возле рынка нет навеса и скамейки, люди ждут автобус под дождём. Поставьте навес, пожалуйста!";
const REASON = "Навесы и скамейки на остановках ставит благоустройство.";

const OBJECTION = "Это не ваш вопрос: речь о благоустройстве остановки.";

type Row = { code: string; texts: { language: string; name: string }[] };

test("a wrong department is corrected, and the next similar message goes right @once", async ({
  page,
  visitor,
  locale,
  words,
  official,
  look,
}) => {
  const operator = await official("operator");
  const departments = await operator.get<Row[]>("departments");
  const nameOf = (code: string) =>
    departments
      .find((one) => one.code === code)
      ?.texts.find(({ language }) => language === locale.slice(0, 2))?.name ?? code;
  const codeOf = async (id: string) =>
    (await operator.get<Session>(`sessions/${id}`)).department?.code ?? null;

  const correct = async (at: Page, name: string, look = async () => {}) => {
    const form = at.getByRole("dialog");
    const department = form.getByRole("combobox", {
      name: words("office.departmentForm.department"),
    });
    await department.fill(name);
    await department.press("Enter");
    await form.getByLabel(words("office.departmentForm.reason")).fill(REASON);
    await look();
    await form.getByRole("button", { name: words("session-desk.verify.move") }).click();
  };

  await signIn(page.context(), "citizen021");
  await page.goto(`/${locale}/`);
  const id = await write(page, words, FIRST);
  await expect.poll(() => codeOf(id), ROUTES_WITHIN).not.toBeNull();
  const wrong = (await codeOf(id)) ?? "";
  const right = wrong === "improvement" ? "transport" : "improvement";

  await page.getByRole("button", { name: words("chat.why.wrong") }).click();
  const objection = page.getByRole("dialog");
  await objection.getByLabel(words("chat.why.reason")).fill(OBJECTION);
  await look("59-chat-objection");
  await objection.getByRole("button", { name: words("chat.why.tell") }).click();
  await expect(page.getByText(words("chat.why.told"))).toBeVisible();

  const desk = await visitor(`staff_${wrong}`);
  await desk.goto(`/${locale}/desk/?s=${id}`);
  await desk.getByRole("button", { name: words("session-desk.barriers.pick") }).click();
  const dialog = desk.getByRole("dialog");
  await expect(dialog.getByText(OBJECTION), "staff read what the citizen objects").toBeVisible();
  await dialog.getByRole("button", { name: words("session-desk.verify.no") }).click();
  await dialog.getByRole("button", { name: words("session-desk.verify.move") }).click();
  await expect(dialog.getByRole("alert")).toBeFocused();
  await look("60-desk-correct-missing", desk);
  await correct(desk, nameOf(right), () => look("61-desk-correct", desk));
  await expect(dialog).toBeHidden();
  await expect(desk.getByText(nameOf(right)).first(), "a toast says where it went").toBeVisible();
  await look("62-desk-moved", desk);

  await expect(
    page.getByRole("heading", { name: words("chat.waiting.moved.title") }),
    "the citizen is told without a reload",
  ).toBeVisible();
  await look("63-chat-moved");

  const other = await visitor(`staff_${right}`);
  await other.goto(`/${locale}/desk/?s=${id}`);
  await expect(other.getByText(words("ai-panel.teach.TAUGHT")).first()).toBeVisible({
    timeout: 60_000,
  });
  await look("64-desk-learned", other);

  const next = await visitor("citizen022");
  await next.goto(`/${locale}/`);
  const nextId = await write(next, words, SIMILAR);
  await expect.poll(() => codeOf(nextId), ROUTES_WITHIN).toBe(right);
  await expect(next.getByText(nameOf(right)).first()).toBeVisible();

  await other.goto(`/${locale}/desk/?s=${nextId}`);
  await other.getByRole("button", { name: words("session-desk.barriers.pick") }).click();
  await other.getByRole("button", { name: words("session-desk.verify.no") }).click();
  await correct(other, nameOf(wrong));
  await other.getByRole("button", { name: words("session-desk.verify.unteach") }).click();
  await expect(
    other.getByText(words("session-desk.verify.untaught")),
    "a slip of the hand teaches nothing",
  ).toBeVisible();
  await look("65-desk-untaught", other);
});

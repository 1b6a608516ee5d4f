import type { Page } from "@playwright/test";

import { expect, ROUTES_WITHIN, signIn, test } from "./support";

const TEXT =
  "На перекрёстке улиц Навои и Амира Темура большая яма на дороге, машины объезжают по встречной полосе.";

/** Presses Tab until something of this name has the focus; each stop must be seen and not hidden. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const matches = (found: string) =>
    typeof name === "string" ? found.includes(name) : name.test(found);
  for (let stop = 0; stop < 60; stop += 1) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (!element || element === document.body) return null;
      const box = element.getBoundingClientRect();
      const outlines = [element, element.closest("label") ?? element].map(
        (one) => getComputedStyle(one).outlineStyle,
      );
      return {
        name: element.getAttribute("aria-label") ?? element.textContent ?? "",
        isSeen: box.width > 0 && box.height > 0,
        isRinged: outlines.some((style) => style !== "none"),
      };
    });
    if (focus === null) continue;
    expect(focus.isSeen, `${focus.name} has a size`).toBe(true);
    expect(focus.isRinged, `${focus.name} shows that it has the focus`).toBe(true);
    if (matches(focus.name)) return;
  }
  throw new Error(`Tab never reached ${String(name)}`);
}

test("the main path without a pointer: write, take, confirm, answer, end @once", async ({
  page,
  visitor,
  locale,
  words,
  official,
  look,
}) => {
  await signIn(page.context(), "citizen041");
  await page.goto(`/${locale}/`);
  await expect(page.getByRole("navigation", { name: words("common.nav.label") })).toBeVisible();
  await tabTo(page, words("landing.newMessage"));
  await page.keyboard.press("Enter");
  const field = page.getByRole("dialog").getByLabel(words("new-message.write.label"));
  await expect(field).toBeVisible();
  if (!(await field.evaluate((element) => element === document.activeElement))) {
    await page.keyboard.press("Tab");
  }
  while (!(await field.evaluate((element) => element === document.activeElement))) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.insertText(TEXT);
  await page.keyboard.press("Control+Enter");
  await page.waitForURL(/\/chat\/\?s=/);
  const id = new URL(page.url()).searchParams.get("s") ?? "";

  const operator = await official("operator");
  type Found = { status: string; department: { code: string } | null };
  const now = () => operator.get<Found>(`sessions/${id}`);
  await expect.poll(async () => (await now()).department?.code, ROUTES_WITHIN).toBeTruthy();
  const desk = await visitor(`staff_${(await now()).department?.code ?? ""}`);
  await desk.goto(`/${locale}/desk/`);
  await expect(desk.locator(`[data-session="${id}"]`)).toBeVisible();
  await desk.keyboard.press("?");
  const sheet = desk.getByRole("dialog", { name: words("common.keys") });
  await expect(sheet.getByRole("heading", { name: words("common.nav.desk") })).toBeVisible();
  await look("88-desk-keys", desk);
  await desk.keyboard.press("Escape");
  await expect(desk.getByRole("dialog")).toBeHidden();
  const { number } = await operator.get<{ number: string }>(`sessions/${id}`);
  await desk.keyboard.press("Control+k");
  const palette = desk.getByRole("dialog", { name: words("common.palette.title") });
  await expect(palette.getByRole("combobox")).toBeFocused();
  await look("86-desk-palette", desk);
  await desk.keyboard.insertText(number);
  await expect(palette.getByRole("option", { name: number })).toBeVisible();
  await look("87-desk-palette-found", desk);
  await desk.keyboard.press("Enter");
  await expect(desk).toHaveURL(new RegExp(`s=${id}`));
  await desk.keyboard.press("g");
  await desk.keyboard.press("i");
  await expect(desk).not.toHaveURL(/s=/);
  await expect(async () => {
    await desk.keyboard.press("j");
    await expect(desk).toHaveURL(new RegExp(`s=${id}`), { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await expect(
    desk.getByRole("button", { name: words("session-desk.barriers.pick") }),
  ).toBeVisible();
  await desk.keyboard.press("t");
  const yes = desk
    .getByRole("dialog")
    .getByRole("button", { name: words("session-desk.verify.yes") });
  await expect(yes).toBeFocused();
  await desk.keyboard.press("Enter");
  await expect(desk.getByRole("dialog")).toBeHidden();
  const reply = desk.getByLabel(words("session-desk.composer.label.reply"));
  await expect(reply).toBeVisible();
  await desk.keyboard.press("r");
  await expect(reply).toBeFocused();
  await desk.keyboard.insertText("Бригада выехала.");
  await desk.keyboard.press("Enter");
  await expect(page.getByText("Бригада выехала.")).toHaveCount(1);

  const input = page.getByLabel(words("chat.composer.label"));
  await expect(input).not.toHaveAttribute("readonly", "");
  await input.focus();
  await page.keyboard.insertText("Спасибо!");
  await page.keyboard.press("Enter");
  await expect(desk.getByText("Спасибо!", { exact: true })).toHaveCount(1);

  await desk.keyboard.press("Escape");
  await desk.keyboard.press("e");
  const end = desk.getByRole("dialog");
  await expect(end).toBeVisible();
  await tabTo(desk, words("session-desk.end.submit"));
  await desk.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: words("chat.closed.title") })).toBeVisible();
  await tabTo(desk, words("inbox.tabs.new"));
  await tabTo(page, words("chat.rating.submit"));
});

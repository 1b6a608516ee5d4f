import { VAGUE, written } from "./office";
import { expect, signIn, test } from "./support";

test("an operator decides what the pipeline could not, takes back, corrects and undoes", async ({
  page,
  locale,
  words,
  official,
  look,
}, info) => {
  const isPhone = info.project.name.startsWith("phone");
  const first = isPhone ? 60 : 70;
  const matters = [];
  for (const [at, text] of VAGUE.entries()) {
    matters.push(await written(official, `citizen0${first + at}`, text));
  }
  const waiting = matters.filter(({ status }) => status === "NEEDS_OPERATOR");
  expect(waiting.length, "vague matters wait for an operator").toBeGreaterThan(1);
  const operator = await official("operator");
  const statusOf = async (uuid: string) =>
    (await operator.get<{ status: string }>(`sessions/${uuid}`)).status;

  await page.goto(`/${locale}/staff-sign-in/`);
  await page.getByLabel(words("staff-sign-in.username")).fill("operator");
  await page
    .getByLabel(words("staff-sign-in.password"))
    .fill(process.env.CIVIC_E2E_PASSWORD ?? "civic-dev-only");
  await page.getByRole("button", { name: words("staff-sign-in.submit") }).click();
  await expect(page).toHaveURL(/\/triage\//);
  const list = page.getByRole("region", { name: words("triage.queues") });
  const [one, other] = waiting as [(typeof matters)[0], (typeof matters)[0]];
  await expect(list.getByText(one.number)).toBeVisible();
  await look("50-triage");

  await list.getByText(one.number).click();
  const detail = page.getByRole("region", { name: words("triage.case") });
  await expect(detail.getByRole("heading", { name: one.number })).toBeVisible();
  await look("51-triage-case");

  const candidates = detail.getByRole("list").getByRole("button");
  const hasCandidates = (await candidates.count()) > 0;
  const decide = async () => {
    if (hasCandidates && !isPhone) await page.keyboard.press("1");
    else if (hasCandidates) await candidates.first().click();
    else {
      await detail.getByRole("button", { name: words("triage.other") }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("combobox").click();
      await dialog.getByRole("option").first().click();
      await dialog.getByRole("button", { name: words("triage.otherDialog.send") }).click();
    }
  };
  await decide();
  const undo = page.getByRole("button", { name: words("triage.undo") });
  await expect(undo).toBeVisible();
  await look("52-triage-undo");
  await undo.click();
  await expect(detail.getByRole("heading", { name: one.number })).toBeVisible();
  expect(await statusOf(one.session_uuid)).toBe("NEEDS_OPERATOR");
  await decide();
  await expect.poll(() => statusOf(one.session_uuid)).toBe("WAITING");

  await page.goto(`/${locale}/triage/?s=${other.session_uuid}`);
  await page.getByRole("button", { name: words("triage.other") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: words("triage.otherDialog.send") }).click();
  await expect(dialog.getByRole("alert")).toBeFocused();
  await look("53-triage-other");
  await dialog.getByRole("combobox").click();
  await dialog.getByRole("option").last().click();
  await dialog.getByLabel(words("office.departmentForm.reasonOptional")).fill("Bu ularning ishi.");
  await dialog.getByRole("button", { name: words("triage.otherDialog.send") }).click();
  await expect.poll(() => statusOf(other.session_uuid)).toBe("WAITING");

  await page.goto(`/${locale}/corrections/`);
  const card = page.getByRole("article").filter({ hasText: other.number });
  await expect(card).toBeVisible();
  await look("54-corrections");
  await card.getByRole("button", { name: words("corrections.undo") }).click();
  await look("55-corrections-undo");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: words("corrections.undoDialog.one") })
    .click();
  await expect(page.getByRole("dialog").getByRole("status")).toBeVisible();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: words("corrections.undoDialog.close") })
    .last()
    .click();
  await expect(card.getByText(words("corrections.undone"), { exact: true })).toBeVisible();
});

test("an operator changes what a department says of itself, and the index follows", async ({
  page,
  locale,
  words,
  look,
}) => {
  await signIn(page.context(), "operator");
  await page.goto(`/${locale}/setup/`);
  const edit = page.getByRole("button", { name: words("setup.edit") }).first();
  await expect(edit).toBeVisible();
  await look("56-departments");
  await edit.click();
  const dialog = page.getByRole("dialog");
  const wordings = dialog.getByLabel(words("setup.departmentDialog.wordings")).first();
  await wordings.fill(`${await wordings.inputValue()}\nDarvoza oldidagi chuqur`);
  const preview = dialog.getByRole("region", { name: words("setup.preview.title") });
  await preview.getByRole("button", { name: words("setup.preview.ask") }).click();
  await expect(preview.getByRole("status"), "what would go elsewhere").toBeVisible({
    timeout: 60_000,
  });
  await look("57-department-texts");
  await dialog.getByRole("button", { name: words("setup.departmentDialog.save") }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(words("setup.index.CURRENT"), { exact: true })).toBeVisible({
    timeout: 60_000,
  });

  await page.goto(`/${locale}/quarantine/`);
  await expect(page.getByText(words("common.states.noRightsTitle"))).toBeVisible();
  await page.goto("/uz-Cyrl/triage/");
  await page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"));
  await look("58-triage-dark-cyrillic");
});

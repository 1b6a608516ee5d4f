import { describe, expect, it } from "vitest";

import { CODE, draftGaps, draftOf, numberOf, placesMissing, PREFIX, tabOf, textsOf } from "./rules";

const texts = [
  { language: "ru", name: "Дороги", description: "Ямы", wordings: ["яма", "асфальт"] },
  { language: "uz", name: "Yoʻllar", description: "Chuqurlar", wordings: [] },
] as const;

describe("a department's texts", () => {
  it("come back from the form as they went in", () => {
    const draft = draftOf(texts.map((text) => ({ ...text, wordings: [...text.wordings] })));
    expect(draft.ru.wordings).toBe("яма\nасфальт");
    expect(textsOf(draft)).toEqual([texts[1], texts[0]]);
  });

  it("lose empty lines and the blanks around them", () => {
    const draft = draftOf([]);
    draft.uz.wordings = " bir \n\n ikki";
    expect(textsOf(draft)[0]?.wordings).toEqual(["bir", "ikki"]);
  });

  it("are needed in both languages", () => {
    expect(draftGaps(draftOf([]))).toEqual([
      "name-uz",
      "description-uz",
      "name-ru",
      "description-ru",
    ]);
  });
});

describe("rules of a district", () => {
  const bounds = { min: 0, max: 1 };
  it.each([
    ["0,55", 0.55],
    [" 0.6 ", 0.6],
    ["1.2", null],
    ["", null],
    ["x", null],
  ])("reads %s", (text, value) => {
    expect(numberOf(text, bounds)).toBe(value);
  });

  it("knows codes and prefixes", () => {
    expect([CODE.test("roads"), CODE.test("Roads"), PREFIX.test("YD"), PREFIX.test("y")]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});

it("says which places a prompt lacks (P17)", () => {
  expect(placesMissing("Choose from {candidates}")).toEqual(["{message}"]);
  expect(placesMissing("{candidates} {message}")).toEqual([]);
});

it("shows the departments when the tab is unknown or not for this person", () => {
  expect(tabOf("prompts", ["departments", "rules"])).toBe("departments");
  expect(tabOf("rules", ["departments", "rules"])).toBe("rules");
});

import { expect, it } from "vitest";

import { apostrophesRight } from "./apostrophes";

it("writes the letters of Uzbek for what keyboards offer instead", () => {
  expect(apostrophesRight("Ichimlik suvi ta'minoti, yo`l, G‘alla, qopqog'i")).toBe(
    "Ichimlik suvi taʼminoti, yoʻl, Gʻalla, qopqogʻi",
  );
});

it("leaves quotation marks alone, and what is right already", () => {
  const right = "«maʼnaviyat» va 'navbat' – oʻz vaqtida";
  expect(apostrophesRight(right)).toBe(right);
});

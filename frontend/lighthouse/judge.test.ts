import { describe, expect, it } from "vitest";

import {
  findingsOf,
  type Found,
  marksMedian,
  marksOf,
  median,
  missesOf,
  tableOf,
  toolsOf,
} from "./judge";
import { categoriesOf, formsOf, PAGES, type PlannedPage } from "./plan";

const TIMED: PlannedPage = { path: "/uz/", who: "nobody", isTimed: true };
const OFFICE: PlannedPage = { path: "/ru/desk/", who: "official", isOffice: true };
const TOOLS = {
  lighthouseVersion: "12.8.2",
  environment: { hostUserAgent: "Mozilla/5.0 HeadlessChrome/142.0.0.0 Safari/537.36" },
};
const FOUND: Found = {
  ...TOOLS,
  categories: {
    performance: { score: 0.93, auditRefs: [{ id: "slow", weight: 10 }] },
    accessibility: { score: 0.9, auditRefs: [{ id: "color-contrast", weight: 7 }] },
    "best-practices": { score: 1, auditRefs: [{ id: "hint", weight: 0 }] },
    seo: { score: 1, auditRefs: [] },
  },
  audits: {
    slow: { score: 0, title: "Slow" },
    hint: { score: 0, title: "A hint" },
    "color-contrast": { score: 0, title: "Contrast" },
    "largest-contentful-paint": { score: 1, numericValue: 2_600, title: "LCP" },
    "total-blocking-time": { score: 1, numericValue: 90, title: "TBT" },
    "cumulative-layout-shift": { score: 1, numericValue: 0.01, title: "CLS" },
  },
};

const PLAIN = { findings: [], tools: "" };

describe("the median", () => {
  it("is the middle one, whatever the order", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 2])).toBe(3);
  });

  it("is taken of each figure by itself", () => {
    const runs = [
      { seo: 1, performance: 0.8 },
      { seo: 0.9, performance: 0.95 },
      { seo: 1, performance: 0.9 },
    ];
    expect(marksMedian(runs)).toEqual({ seo: 1, performance: 0.9 });
  });
});

describe("a page", () => {
  it("misses what is below its score and above its time", () => {
    const row = { page: TIMED, form: "mobile" as const, marks: marksOf(FOUND, TIMED), ...PLAIN };
    expect(missesOf(row)).toEqual([
      "/uz/ mobile: accessibility 0.90, wanted 1.00",
      "/uz/ mobile: largest-contentful-paint 2600 ms, at most 2500 ms",
    ]);
    expect(missesOf({ ...row, form: "desktop" })).toContain(
      "/uz/ desktop: performance 0.93, wanted 0.95",
    );
  });

  it("is told what cost it its score, and no mere hints", () => {
    expect(findingsOf(FOUND)).toEqual(["color-contrast: Contrast"]);
  });

  it("of the office is neither timed nor searched for", () => {
    expect(categoriesOf(OFFICE)).toEqual(["accessibility", "best-practices"]);
    expect(formsOf(OFFICE)).toEqual(["mobile"]);
    expect(marksOf(FOUND, OFFICE)).toEqual({ accessibility: 0.9, "best-practices": 1 });
  });

  it("that failed to load misses everything", () => {
    const nothing = marksOf({ ...TOOLS, categories: {}, audits: {} }, TIMED);
    expect(missesOf({ page: TIMED, form: "mobile", marks: nothing, ...PLAIN })).toHaveLength(7);
  });
});

it("says which tools measured", () => {
  expect(toolsOf(FOUND)).toBe("Lighthouse 12.8.2 with Chrome 142");
});

it("landing and chat are measured in both forms", () => {
  const timed = PAGES.filter((page) => formsOf(page).length === 2).map(({ path }) => path);
  expect(timed).toEqual(["/uz/", "/uz/chat/?s="]);
});

it("the table has a line a page, and a dash for what was not asked", () => {
  const rows = [{ page: OFFICE, form: "mobile" as const, marks: { accessibility: 1 }, ...PLAIN }];
  expect(tableOf(rows).split("\n")[2]).toBe(
    "| /ru/desk/ | official | mobile | – | 1.00 | – | – | – | – | – |",
  );
});

/** Which pages Lighthouse looks at, and what each must reach: the budgets of the web. */

export const RUNS = 3;
export const FORMS = ["mobile", "desktop"] as const;
export type Form = (typeof FORMS)[number];

export const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"] as const;
export type Category = (typeof CATEGORIES)[number];
export const METRICS = [
  "largest-contentful-paint",
  "total-blocking-time",
  "cumulative-layout-shift",
] as const;
export type Metric = (typeof METRICS)[number];

/** How fast the pages must be that are measured, as a score, in milliseconds and as shifts. */
export const PERFORMANCE_MIN: Record<Form, number> = { mobile: 0.9, desktop: 0.95 };
export const METRICS_MAX: Record<Metric, number> = {
  "largest-contentful-paint": 2_500,
  "total-blocking-time": 400,
  "cumulative-layout-shift": 0.05,
};

export type Visitor = "nobody" | "citizen" | "official";
export type PlannedPage = {
  path: string;
  who: Visitor;
  /** Its speed counts: three runs in each form; else one run, as a phone, for the rest. */
  isTimed?: true;
  /** Nobody looks for an office page in a search engine. */
  isOffice?: true;
};

/** `?s=` is completed with a matter of the citizen. */
export const PAGES: readonly PlannedPage[] = [
  { path: "/uz/", who: "nobody", isTimed: true },
  { path: "/ru/", who: "nobody" },
  { path: "/uz/status/", who: "nobody" },
  { path: "/uz/sign-in/", who: "nobody" },
  { path: "/ru/staff-sign-in/", who: "nobody" },
  { path: "/uz/chat/?s=", who: "citizen", isTimed: true },
  { path: "/uz/my/", who: "citizen" },
  { path: "/ru/profile/", who: "citizen" },
  { path: "/ru/desk/", who: "official", isOffice: true },
];

export function formsOf(page: PlannedPage): readonly Form[] {
  return page.isTimed ? FORMS : ["mobile"];
}

export function categoriesOf(page: PlannedPage): Category[] {
  return CATEGORIES.filter(
    (name) => (name !== "performance" || page.isTimed) && (name !== "seo" || !page.isOffice),
  );
}

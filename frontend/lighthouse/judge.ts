/** What the runs of a page come to, and what of it is missed. */

import {
  CATEGORIES,
  categoriesOf,
  type Category,
  type Form,
  type Metric,
  METRICS,
  METRICS_MAX,
  PERFORMANCE_MIN,
  type PlannedPage,
} from "./plan";

export type Marks = Partial<Record<Category | Metric, number>>;
export type Row = {
  page: PlannedPage;
  form: Form;
  marks: Marks;
  findings: readonly string[];
  tools: string;
};

/** The parts of Lighthouse's result that are read here. */
export type Found = {
  lighthouseVersion: string;
  environment: { hostUserAgent: string };
  categories: Record<
    string,
    { score: number | null; auditRefs: { id: string; weight: number; group?: string }[] }
  >;
  audits: Record<string, { score: number | null; numericValue?: number; title: string }>;
};

export function marksOf(found: Found, page: PlannedPage): Marks {
  const marks: Marks = {};
  for (const name of categoriesOf(page)) marks[name] = found.categories[name]?.score ?? 0;
  if (!page.isTimed) return marks;
  for (const name of METRICS) marks[name] = found.audits[name]?.numericValue ?? Infinity;
  return marks;
}

/** The audits that cost a category its full score, but for speed, which is judged by its figures. */
export function findingsOf(found: Found): string[] {
  const refs = CATEGORIES.filter((name) => name !== "performance").flatMap(
    (name) => found.categories[name]?.auditRefs ?? [],
  );
  const missed = refs.filter(({ id, weight }) => weight > 0 && found.audits[id]?.score === 0);
  return missed.map(({ id }) => `${id}: ${found.audits[id]?.title ?? ""}`);
}

export function toolsOf({ lighthouseVersion, environment }: Found): string {
  const browser = /Chrome\/\d+/.exec(environment.hostUserAgent)?.[0].replace("/", " ") ?? "";
  return `Lighthouse ${lighthouseVersion} with ${browser}`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Each figure by itself: the run of one median is not the run of another. */
export function marksMedian(runs: readonly Marks[]): Marks {
  const names = Object.keys(runs[0] ?? {}) as (keyof Marks)[];
  return Object.fromEntries(names.map((name) => [name, median(runs.map((run) => run[name] ?? 0))]));
}

export function missesOf({ page, form, marks }: Row): string[] {
  const where = `${page.path} ${form}`;
  const scores = categoriesOf(page).flatMap((name) => {
    const min = name === "performance" ? PERFORMANCE_MIN[form] : 1;
    const score = marks[name] ?? 0;
    return score < min ? [`${where}: ${name} ${score.toFixed(2)}, wanted ${min.toFixed(2)}`] : [];
  });
  const metrics = METRICS.flatMap((name) => {
    const value = marks[name] ?? 0;
    return value > METRICS_MAX[name]
      ? [`${where}: ${name} ${shown(name, value)}, at most ${shown(name, METRICS_MAX[name])}`]
      : [];
  });
  return [...scores, ...metrics];
}

function shown(name: Category | Metric, value: number | undefined): string {
  if (value === undefined) return "–";
  if (name === "cumulative-layout-shift") return value.toFixed(3);
  return name.includes("-") && name !== "best-practices"
    ? `${value.toFixed(0)} ms`
    : value.toFixed(2);
}

const HEAD = ["page", "who", "form", "performance", "accessibility", "best practices", "SEO"];

/** The results as a table in Markdown, which a terminal shows well enough. */
export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(({ page, form, marks }) => [
    page.path,
    page.who,
    form,
    ...[...CATEGORIES, ...METRICS].map((name) => shown(name, marks[name])),
  ]);
  const head = [...HEAD, "LCP", "TBT", "CLS"];
  const lines = [head, head.map((_, at) => (at < 3 ? "---" : "--:")), ...cells];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

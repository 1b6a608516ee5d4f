import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

const css = readFileSync(fileURLToPath(new URL("../../app/globals.css", import.meta.url)), "utf8");

function colours(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split("}")[0] ?? "";
  const found = [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)];
  return Object.fromEntries(found.map(([, name, value]) => [name, value])) as Record<
    string,
    string
  >;
}

/** Relative luminance of WCAG 2.2. */
function luminance(hex: string): number {
  const channel = (start: number) => {
    const part = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["paper", "surface", "sunk"];
const TEXT: [string, string[]][] = [
  ["ink", [...GROUNDS, "own", "brand-soft", "ok-soft", "warn-soft", "bad-soft"]],
  ["ink-soft", [...GROUNDS, "own", "brand-soft"]],
  ["brand", [...GROUNDS, "brand-soft"]],
  ["brand-strong", [...GROUNDS, "brand-soft"]],
  ["on-brand", ["brand", "brand-strong"]],
  ["ok", ["surface", "paper", "ok-soft"]],
  ["warn", ["surface", "paper", "warn-soft"]],
  ["bad", ["surface", "paper", "bad-soft"]],
];

describe.each([":root", '[data-theme="dark"]'])("the colours of %s", (selector) => {
  const theme = colours(selector);
  const of = (name: string) => theme[name] ?? "missing";

  it.each(TEXT)("%s can be read as text", (name, grounds) => {
    const worst = Math.min(...grounds.map((ground) => contrast(of(name), of(ground))));
    expect(worst).toBeGreaterThanOrEqual(4.5);
  });

  it("controls and focus are seen against what is around them", () => {
    const worst = (name: string) =>
      Math.min(...GROUNDS.map((ground) => contrast(of(name), of(ground))));
    expect(worst("line-strong")).toBeGreaterThanOrEqual(3);
    expect(worst("focus")).toBeGreaterThanOrEqual(3);
  });
});

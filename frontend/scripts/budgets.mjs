/** Holds the built pages to their budgets: what a first visit fetches, compressed. */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const KB = 1024;
/** The landing's text stands in its page twice: as it is seen, and as React's data. */
const LANDING_HTML_MAX = 9.5 * KB;
const HTML_MAX = 7.5 * KB;
const CSS_MAX = 10 * KB;
/** First-load JavaScript a page, in bytes of gzip. */
const PAGES = {
  "": 175 * KB,
  "chat/": 185 * KB,
  "my/": 185 * KB,
  "status/": 185 * KB,
  "profile/": 185 * KB,
  "sign-in/": 185 * KB,
  "desk/": 260 * KB,
  "triage/": 260 * KB,
  "corrections/": 260 * KB,
  "quarantine/": 260 * KB,
  "setup/": 260 * KB,
  "people/": 260 * KB,
  "system/": 260 * KB,
  "statistics/": 260 * KB,
  "staff-sign-in/": 260 * KB,
};
const out = fileURLToPath(new URL("../out", import.meta.url));

function gzipped(bytes) {
  return gzipSync(bytes, { level: 9 }).length;
}

/** Files of a page that a present browser fetches: those for old ones (`nomodule`) stay. */
function filesOf(html, ending) {
  const tags = html.match(/<(?:script|link)\b[^>]*>/g) ?? [];
  const names = tags
    .filter((tag) => !/\bnomodule\b/i.test(tag))
    .map((tag) => /\b(?:src|href)="(\/_next\/[^"?]+)/.exec(tag)?.[1])
    .filter((name) => name?.endsWith(ending));
  return [...new Set(names)];
}

function sizeOf(html, ending) {
  return filesOf(html, ending).reduce(
    (sum, name) => sum + gzipped(readFileSync(`${out}${name}`)),
    0,
  );
}

function judge(page, jsMax) {
  const html = readFileSync(`${out}/${page}index.html`, "utf8");
  const found = { html: gzipped(html), css: sizeOf(html, ".css"), js: sizeOf(html, ".js") };
  const isLanding = page.split("/").length === 2;
  const limits = { html: isLanding ? LANDING_HTML_MAX : HTML_MAX, css: CSS_MAX, js: jsMax };
  const told = Object.entries(found).map(([kind, bytes]) => {
    const isOver = bytes > limits[kind];
    return {
      isOver,
      text: `${kind} ${(bytes / KB).toFixed(1)}/${(limits[kind] / KB).toFixed(0)}${isOver ? " OVER" : ""}`,
    };
  });
  console.log(`/${page}`.padEnd(24), told.map(({ text }) => text.padEnd(20)).join(" "));
  return told.some(({ isOver }) => isOver);
}

if (!existsSync(`${out}/uz/index.html`)) {
  console.error("Nothing is built: run make web.");
  process.exit(1);
}
const pages = ["uz", "uz-Cyrl", "ru"].flatMap((locale) =>
  Object.entries(PAGES).map(([page, max]) => [`${locale}/${page}`, max]),
);
const isOver = pages.map(([page, max]) => judge(page, max)).some(Boolean);
process.exit(isOver ? 1 : 0);

/** Holds the built pages to their budgets: what a first visit fetches, compressed. */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const KB = 1024;
const HTML_MAX = 5.5 * KB;
/** The page once more, as React's data, in a file that `seal.mjs` makes. */
const DATA_MAX = 6.5 * KB;
const DATA = "/_next/static/data/";
const CSS_MAX = 8.5 * KB;
/** First-load JavaScript a page, in bytes of gzip, without its data. */
const PAGES = {
  "": 172 * KB,
  "chat/": 185 * KB,
  "my/": 178 * KB,
  "status/": 178 * KB,
  "profile/": 178 * KB,
  "sign-in/": 178 * KB,
  "desk/": 240 * KB,
  "triage/": 240 * KB,
  "corrections/": 240 * KB,
  "quarantine/": 240 * KB,
  "setup/": 240 * KB,
  "people/": 240 * KB,
  "system/": 240 * KB,
  "statistics/": 240 * KB,
  "staff-sign-in/": 240 * KB,
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

function sizeOf(names) {
  return names.reduce((sum, name) => sum + gzipped(readFileSync(`${out}${name}`)), 0);
}

function judge(page, jsMax) {
  const html = readFileSync(`${out}/${page}index.html`, "utf8");
  const scripts = filesOf(html, ".js");
  const found = {
    html: gzipped(html),
    data: sizeOf(scripts.filter((name) => name.startsWith(DATA))),
    css: sizeOf(filesOf(html, ".css")),
    js: sizeOf(scripts.filter((name) => !name.startsWith(DATA))),
  };
  const limits = { html: HTML_MAX, data: DATA_MAX, css: CSS_MAX, js: jsMax };
  const told = Object.entries(found).map(([kind, bytes]) => {
    const isOver = bytes > limits[kind];
    return {
      isOver,
      text: `${kind} ${(bytes / KB).toFixed(1)}/${(limits[kind] / KB).toFixed(1)}${isOver ? " OVER" : ""}`,
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

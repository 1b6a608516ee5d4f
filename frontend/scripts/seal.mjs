/**
 * Finishes the export: what each page asks ahead, React's data beside it instead of in it, a
 * Content-Security-Policy by hashes, and what servers send compressed beside each file.
 */

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const out = fileURLToPath(new URL("../out/", import.meta.url));
const INLINE = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g;
/** What React begins with: the tree of the page as data, twice as long as the page itself. */
const REACTS = /<script(?![^>]*\ssrc=)[^>]*>([^<]*\b(?:__next_f|TURBOPACK)\b[\s\S]*?)<\/script>/g;
const DATA = "_next/static/data";
const AHEAD = readFileSync(new URL("ahead.mjs", import.meta.url), "utf8")
  .replaceAll(/^\s*\/\/.*\n/gm, "")
  .replaceAll(/\s*\n\s*/g, "\n");
const CHARSET = '<meta charSet="utf-8"/>';
const COMPRESSED = /\.(html|js|css|json|svg|txt)$/;
const WORTH_BYTES = 512;

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Nothing from elsewhere; scripts of ours, and inline ones whose text we know. */
function policy(html) {
  const hashes = [...html.matchAll(INLINE)].map(([, text]) => {
    const digest = createHash("sha256").update(text).digest("base64");
    return `'sha256-${digest}'`;
  });
  return [
    "default-src 'none'",
    `script-src 'self' ${[...new Set(hashes)].join(" ")}`,
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join("; ");
}

/**
 * Moves React's data into a file of its own, which a browser may keep for ever.
 *
 * The page waits for it at its very end, when all of it is in sight: neither `defer` nor `async`,
 * since Next takes what it has been given by the end of the page for all there is.
 */
function dataApart(html) {
  const data = [...html.matchAll(REACTS)].map(([, text]) => `${text};`).join("\n");
  if (data === "") return html;
  const name = createHash("sha256").update(data).digest("hex").slice(0, 16);
  const url = `${DATA}/${name}.js`;
  writeFileSync(join(out, url), data);
  return html
    .replaceAll(REACTS, "")
    .replace("</body>", `<script src="/${url}"></script></body>`)
    .replace("</title>", `</title><link rel="preload" as="script" href="/${url}"/>`);
}

function seal(path) {
  const found = readFileSync(path, "utf8");
  if (found.includes("Content-Security-Policy")) return;
  // Before the styles, for which scripts in the head would wait.
  const html = dataApart(found).replace(CHARSET, () => `${CHARSET}<script>${AHEAD}</script>`);
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy(html)}"/>`;
  const sealed = html.replace(/<head>/, `<head>${meta}`);
  if (sealed === html) throw new Error(`${path} has no head to put the policy into`);
  writeFileSync(path, sealed);
}

function compress(path) {
  const bytes = readFileSync(path);
  if (bytes.length < WORTH_BYTES) return;
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
}

mkdirSync(join(out, DATA), { recursive: true });
for (const path of files(out).filter((name) => name.endsWith(".html"))) seal(path);
const all = files(out);
for (const path of all.filter((name) => COMPRESSED.test(name))) compress(path);
console.log(`Sealed ${all.filter((name) => name.endsWith(".html")).length} pages.`);

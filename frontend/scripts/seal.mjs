/**
 * Finishes the export: a Content-Security-Policy by hashes in every page, and what servers send
 * compressed beside each file.
 */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const out = fileURLToPath(new URL("../out/", import.meta.url));
const INLINE = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g;
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

function seal(path) {
  const html = readFileSync(path, "utf8");
  if (html.includes("Content-Security-Policy")) return;
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

const all = files(out);
for (const path of all.filter((name) => name.endsWith(".html"))) seal(path);
for (const path of all.filter((name) => COMPRESSED.test(name))) compress(path);
console.log(`Sealed ${all.filter((name) => name.endsWith(".html")).length} pages.`);

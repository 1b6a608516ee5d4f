/** Writes messages/uz-Cyrl from messages/uz; `--check` only says whether that was done. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { messagesToCyrillic } from "./cyrillic-rules.mjs";

const messages = fileURLToPath(new URL("../messages/", import.meta.url));
const isCheck = process.argv.includes("--check");

function written(file) {
  const latin = JSON.parse(readFileSync(`${messages}uz/${file}`, "utf8"));
  return `${JSON.stringify(messagesToCyrillic(latin), null, 2)}\n`;
}

function kept(file) {
  try {
    return readFileSync(`${messages}uz-Cyrl/${file}`, "utf8");
  } catch {
    return "";
  }
}

mkdirSync(`${messages}uz-Cyrl`, { recursive: true });
const stale = readdirSync(`${messages}uz`).filter((file) => kept(file) !== written(file));
if (isCheck && stale.length > 0) {
  console.error(
    `messages/uz-Cyrl is not what messages/uz makes: ${stale.join(", ")}; run npm run cyrillic`,
  );
  process.exit(1);
}
for (const file of stale) writeFileSync(`${messages}uz-Cyrl/${file}`, written(file));

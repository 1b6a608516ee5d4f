import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import { LOCALES } from "./locales";

type Node = string | { [key: string]: Node };
const folder = fileURLToPath(new URL("../../../messages/", import.meta.url));
const files = readdirSync(`${folder}uz`);

function flat(node: Node, path = ""): [string, string][] {
  if (typeof node === "string") return [[path, node]];
  return Object.entries(node).flatMap(([key, child]) => flat(child, path ? `${path}.${key}` : key));
}

function messages(locale: string, file: string): [string, string][] {
  return flat(JSON.parse(readFileSync(`${folder}${locale}/${file}`, "utf8")) as Node);
}

function holes(message: string): string[] {
  const names = [...message.matchAll(/\{(\w+)[,}]|<(\w+)>/g)].map(
    ([, name, tag]) => name ?? tag ?? "",
  );
  return [...new Set(names)].filter((name) => !/^(one|few|many|other)$/.test(name)).sort();
}

describe.each(files)("messages of %s", (file) => {
  const uz = messages("uz", file);

  it.each(LOCALES)("have the same keys and arguments in %s", (locale) => {
    const shape = (rows: [string, string][]) => rows.map(([key, text]) => [key, holes(text)]);
    expect(shape(messages(locale, file))).toEqual(shape(uz));
  });

  it("are all said", () => {
    const empty = LOCALES.flatMap((locale) => messages(locale, file)).filter(
      ([, text]) => !text.trim(),
    );
    expect(empty).toEqual([]);
  });

  it("write Uzbek with ʻ and ʼ, not with quotes", () => {
    expect(uz.filter(([, text]) => /\p{L}['‘’`]/u.test(text))).toEqual([]);
  });

  it("count in Russian with one, few and many", () => {
    const plurals = messages("ru", file).filter(([, text]) => /, plural,/.test(text));
    const incomplete = plurals.filter(
      ([, text]) => !/one \{/.test(text) || !/few \{/.test(text) || !/many \{/.test(text),
    );
    expect(incomplete).toEqual([]);
  });
});

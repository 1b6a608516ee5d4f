/** Districts, departments and prompts: what is sent, what is refused before it is sent (Q2). */

import type { Schemas } from "@/lib/api/client";

export type District = Schemas["DistrictRulesReply"];
export type Department = Schemas["DepartmentFullReply"];
export type Text = Schemas["Text"];
export type Prompt = Schemas["PromptReply"];

export const LANGUAGES = ["uz", "ru"] as const;
export type Language = (typeof LANGUAGES)[number];

export const TABS = ["departments", "rules", "prompts"] as const;
export type Tab = (typeof TABS)[number];

export function tabOf(word: string | null | undefined, tabs: readonly Tab[]): Tab {
  return tabs.find((tab) => tab === word) ?? "departments";
}

/** A department's texts as a form holds them: wordings are one a line. */
export type Draft = Record<Language, { name: string; description: string; wordings: string }>;

export function draftOf(texts: readonly Text[]): Draft {
  const of = (language: Language) => {
    const text = texts.find((one) => one.language === language);
    return {
      name: text?.name ?? "",
      description: text?.description ?? "",
      wordings: (text?.wordings ?? []).join("\n"),
    };
  };
  return { uz: of("uz"), ru: of("ru") };
}

export function textsOf(draft: Draft): Text[] {
  return LANGUAGES.map((language) => ({
    language,
    name: draft[language].name.trim(),
    description: draft[language].description.trim(),
    wordings: draft[language].wordings
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  }));
}

/** The fields of a draft that are empty, such as `name-uz`. */
export function draftGaps(draft: Draft): string[] {
  return LANGUAGES.flatMap((language) =>
    (["name", "description"] as const)
      .filter((field) => draft[language][field].trim() === "")
      .map((field) => `${field}-${language}`),
  );
}

export const CODE = /^[a-z0-9][a-z0-9_-]{0,62}$/;
export const PREFIX = /^[A-Z]{2,4}$/;

/** The rules of a district as a form holds them. */
export const RULE_FIELDS = [
  { name: "confidence_threshold", min: 0, max: 1, step: 0.01 },
  { name: "legal_deadline_days", min: 1, max: 365, step: 1 },
  { name: "temperature", min: 0, max: 2, step: 0.1 },
  { name: "max_tokens", min: 1, max: 8_192, step: 1 },
] as const;
export type RuleField = (typeof RULE_FIELDS)[number]["name"];

/** The number that was written, with a comma or a point; null when it is none or out of bounds. */
export function numberOf(text: string, { min, max }: { min: number; max: number }): number | null {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() !== "" && value >= min && value <= max ? value : null;
}

const PLACES = ["{candidates}", "{message}"] as const;

/** What a prompt must name and does not (P17). */
export function placesMissing(template: string): string[] {
  return PLACES.filter((place) => !template.includes(place));
}

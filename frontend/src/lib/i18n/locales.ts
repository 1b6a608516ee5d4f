/** The languages of the pages, and what they are called elsewhere. */

export const LOCALES = ["uz", "uz-Cyrl", "ru"] as const;
export type Locale = (typeof LOCALES)[number];
export const DEFAULT_LOCALE: Locale = "uz";

/** Each language in itself, as a switch shows it. */
export const LOCALE_NAMES: Record<Locale, string> = {
  uz: "Oʻzbekcha",
  "uz-Cyrl": "Ўзбекча",
  ru: "Русский",
};

/** What the API calls the language of a person. */
export const API_LANGUAGES = { uz: "uz", "uz-Cyrl": "uz-cyrl", ru: "ru" } as const satisfies Record<
  Locale,
  string
>;

/** Where the last choice is kept; public/index.html, the page without a language, reads it too. */
export const LOCALE_KEY = "civic.locale";

export function isLocale(value: unknown): value is Locale {
  return LOCALES.some((locale) => locale === value);
}

/** Department texts exist in two languages; both scripts of Uzbek read the same one. */
export function textLanguage(locale: Locale): "uz" | "ru" {
  return locale === "ru" ? "ru" : "uz";
}

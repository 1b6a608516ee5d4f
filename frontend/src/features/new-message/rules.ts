/** What a first message must be (P7), and what its text tells while it is written. */

export const CHARS_MIN = 20;
export const CHARS_MAX = 4_000;
/** From here on the remaining room is shown. */
const NEARLY_FULL = 3_600;

export type Count =
  | { kind: "empty" }
  | { kind: "more"; missing: number }
  | { kind: "enough" }
  | { kind: "left"; left: number }
  | { kind: "over"; over: number };

/** Characters as the server counts them: code points, without spaces around. */
export function charsOf(text: string): number {
  return Array.from(text.trim()).length;
}

export function countOf(text: string): Count {
  const chars = charsOf(text);
  if (chars === 0) return { kind: "empty" };
  if (chars < CHARS_MIN) return { kind: "more", missing: CHARS_MIN - chars };
  if (chars > CHARS_MAX) return { kind: "over", over: chars - CHARS_MAX };
  if (chars >= NEARLY_FULL) return { kind: "left", left: CHARS_MAX - chars };
  return { kind: "enough" };
}

export type Place = { latitude: number; longitude: number };

/** About a metre; what is finer tells more of a person than of the matter. */
const DEGREES_DIGITS = 5;

export function placeRounded({ latitude, longitude }: Place): Place {
  const rounded = (degrees: number) => Number(degrees.toFixed(DEGREES_DIGITS));
  return { latitude: rounded(latitude), longitude: rounded(longitude) };
}

export function isSendable(text: string): boolean {
  const { kind } = countOf(text);
  return kind === "enough" || kind === "left";
}

export type TextLanguage = "uz" | "uz-Cyrl" | "ru";

const UZBEK_LETTERS = /[ўқғҳ]/i;
const UZBEK_WORDS =
  /(?:^|[^а-яё])(?:бизнинг|менинг|учун|билан|керак|илтимос|йил|кундан|бери|маҳалла|махалла|кўча|куча|уйда|сув|газ|свет|бор|эмас|қилинг|килинг|беринг|нега|қачон|качон|ҳам|хам|жуда|лекин|бўлди|булди|келмаяпти|ишламаяпти)(?![а-яё])/i;
/** Fewer letters tell nothing. */
const LETTERS_MIN = 8;

/** The language a text seems to be in; null while too little is written. */
export function languageOf(text: string): TextLanguage | null {
  const cyrillic = (text.match(/[\u0400-\u04ff]/g) ?? []).length;
  const latin = (text.match(/[a-zʻʼ]/gi) ?? []).length;
  if (cyrillic + latin < LETTERS_MIN) return null;
  if (latin >= cyrillic) return "uz";
  return UZBEK_LETTERS.test(text) || UZBEK_WORDS.test(text) ? "uz-Cyrl" : "ru";
}

const AFTER_O_OR_G = /(?<=[og])['’‘`]/gi;
const WITHIN_A_WORD = /(?<=\p{L})['’‘`](?=\p{L})/gu;

/** Uzbek as it is typed on keyboards that lack its letters, with the right ones: oʻ, gʻ and ʼ. */
export function apostrophesRight(text: string): string {
  return text.replace(AFTER_O_OR_G, "ʻ").replace(WITHIN_A_WORD, "ʼ");
}

/** Letters as they are compared: without case, accents and the many Uzbek apostrophes. */
export function folded(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f'‘’ʻʼ`]/g, "")
    .toLowerCase();
}

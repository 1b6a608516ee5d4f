/** What officials type to find a session (P29). */

export type Sought = { number?: string; phone?: string; words?: string };

/** A search is a number, a phone or words; nobody should have to say which. */
export function searchOf(text: string): Sought {
  const words = text.trim();
  if (words === "") return {};
  if (/^[A-Za-z]{2}-\d{4}-\d+$/.test(words)) return { number: words.toUpperCase() };
  const digits = words.replace(/\D/g, "");
  if (digits.length >= 9 && /^\+?[\d\s()-]+$/.test(words)) {
    return { phone: digits.length === 9 ? `+998${digits}` : `+${digits}` };
  }
  return { words };
}

/** Phones and codes as people type them. */

export const CODE_DIGITS = 6;
export const TRIES_MAX = 5;
const PREFIX = "998";
const LOCAL_DIGITS = 9;

/** The nine digits after +998, from whatever was typed or pasted. */
export function localDigits(typed: string): string {
  const digits = typed.replace(/\D/g, "");
  const isWhole = digits.length > LOCAL_DIGITS && digits.startsWith(PREFIX);
  return (isWhole ? digits.slice(PREFIX.length) : digits).slice(0, LOCAL_DIGITS);
}

/** `901234567` → `90 123 45 67`, also while it is incomplete. */
export function localShown(digits: string): string {
  const parts = [digits.slice(0, 2), digits.slice(2, 5), digits.slice(5, 7), digits.slice(7, 9)];
  return parts.filter(Boolean).join(" ");
}

export function isWholePhone(digits: string): boolean {
  return digits.length === LOCAL_DIGITS;
}

export function phoneWire(digits: string): string {
  return `+${PREFIX}${digits}`;
}

/** `901234567` → `+998 90 ••• •• 67`: enough to recognise, too little to copy. */
export function phoneMasked(digits: string): string {
  return `+${PREFIX} ${digits.slice(0, 2)} ••• •• ${digits.slice(7)}`;
}

/** The digits of a code, with the spaces and dashes that people add taken out. */
export function codeDigits(typed: string): string {
  return typed.replace(/\D/g, "").slice(0, CODE_DIGITS);
}

/** How many seconds remain, never less than none. */
export function secondsUntil(untilMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((untilMs - nowMs) / 1_000));
}

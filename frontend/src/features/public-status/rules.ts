/** Numbers as people type them: small letters, spaces, any dash. */

const NUMBER = /^[A-Z]{2,4}-\d{4}-\d{4,}$/;

export function numberTidy(typed: string): string {
  return typed
    .trim()
    .toUpperCase()
    .replace(/[\s–—−]+/g, "-");
}

export function isNumber(number: string): boolean {
  return NUMBER.test(number);
}

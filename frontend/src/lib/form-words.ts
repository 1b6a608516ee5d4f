/** Returns the trimmed text of a form's field; a file or an absent field is no text. */
export function formWord(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === "string" ? value.trim() : "";
}

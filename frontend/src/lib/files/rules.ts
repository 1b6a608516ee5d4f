/** What may be attached to a message; the server looks into every file again. */

export const FILES_MAX = 5;
export const BYTES_MAX = 10 * 1024 * 1024;
export const MEDIA_TYPES = ["image/jpeg", "image/png", "image/webp", "application/pdf"] as const;

export type Attachable = { name: string; size: number; type: string };
export type FileProblem = "kind" | "size" | "empty" | "many";

/** Why a file cannot be added to those that are there; null when it can. */
export function fileProblem(file: Attachable, count: number): FileProblem | null {
  if (count >= FILES_MAX) return "many";
  if (!MEDIA_TYPES.some((type) => type === file.type)) return "kind";
  if (file.size === 0) return "empty";
  return file.size > BYTES_MAX ? "size" : null;
}

const KB = 1024;

export type Size = { unit: "kb" | "mb"; value: number };

/** A size as people say it: whole kilobytes, megabytes with one digit. */
export function sizeOf(bytes: number): Size {
  if (bytes < KB * KB) return { unit: "kb", value: Math.max(1, Math.round(bytes / KB)) };
  return { unit: "mb", value: Math.round((bytes / KB / KB) * 10) / 10 };
}

/** Files on their way to the server. */

import { api, patiently, take } from "@/lib/api/client";

/** What was uploaded once is not uploaded again when the message is sent again. */
const uploaded = new WeakMap<File, string>();

async function fileUpload(file: File): Promise<string> {
  const known = uploaded.get(file);
  if (known) return known;
  const form = new FormData();
  form.append("file", file, file.name);
  const saved = await take(
    api.POST("/api/v1/files", {
      // The schema says text where a browser has a file.
      body: { file: "" },
      bodySerializer: () => form,
      ...patiently,
    }),
  );
  uploaded.set(file, saved.file_uuid);
  return saved.file_uuid;
}

/** Uploads files in order and returns their ids. */
export async function filesUpload(files: readonly File[]): Promise<string[]> {
  const ids: string[] = [];
  for (const file of files) ids.push(await fileUpload(file));
  return ids;
}

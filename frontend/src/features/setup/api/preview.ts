import { useMutation } from "@tanstack/react-query";

import { api, type Schemas, take } from "@/lib/api/client";

import type { Text } from "../rules";

export type Moved = Schemas["PreviewReply"]["moved"][number];

/** Routes the latest messages with these texts and without; nothing is saved (O2). */
export function usePreview(district: string, code: string) {
  return useMutation({
    mutationFn: (texts: readonly Text[]) => {
      const params = { path: { district, code } };
      return take(
        api.POST("/api/v1/districts/{district}/departments/{code}/preview", {
          params,
          body: { texts: [...texts] },
        }),
      );
    },
  });
}

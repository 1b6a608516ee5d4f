import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";

import type { Namespace } from "./namespaces";

/** Returns `generateMetadata` of a page whose title is `key` in its namespace. */
export function pageTitle(namespace: Namespace, key = "title") {
  return async (): Promise<Metadata> => {
    const t = await getTranslations(namespace);
    return { title: t(key as never) };
  };
}

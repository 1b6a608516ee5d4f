import type { AbstractIntlMessages } from "next-intl";

import type { Locale } from "./locales";
import type { Namespace } from "./namespaces";

/** Fetches messages when they are needed: for what opens on a click, so that no page carries them. */
export async function messagesLoad(
  locale: Locale,
  names: readonly Namespace[],
): Promise<AbstractIntlMessages> {
  const load = async (name: Namespace) => {
    const loaded = (await import(`../../../messages/${locale}/${name}.json`)) as {
      default: AbstractIntlMessages;
    };
    return [name, loaded.default] as const;
  };
  return Object.fromEntries(await Promise.all(names.map(load)));
}

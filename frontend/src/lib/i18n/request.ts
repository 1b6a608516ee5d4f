import { locale as rootLocale } from "next/root-params";
import { getRequestConfig } from "next-intl/server";

import { TIME_ZONE } from "./dates";
import { DEFAULT_LOCALE, isLocale, type Locale } from "./locales";
import { type Namespace, NAMESPACES } from "./namespaces";

async function messagesOf(locale: Locale) {
  const load = async (namespace: Namespace): Promise<[Namespace, unknown]> => {
    const loaded = (await import(`../../../messages/${locale}/${namespace}.json`)) as {
      default: unknown;
    };
    return [namespace, loaded.default];
  };
  return Object.fromEntries(await Promise.all(NAMESPACES.map(load)));
}

export default getRequestConfig(async () => {
  const wanted = await rootLocale();
  const locale = isLocale(wanted) ? wanted : DEFAULT_LOCALE;
  return { locale, messages: await messagesOf(locale), timeZone: TIME_ZONE };
});

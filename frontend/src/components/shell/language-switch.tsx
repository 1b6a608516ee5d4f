"use client";

import { useLocale, useTranslations } from "next-intl";
import type { MouseEvent } from "react";

import { cx } from "@/lib/cx";
import { LOCALE_KEY, LOCALE_NAMES, type Locale, LOCALES } from "@/lib/i18n/locales";
import { usePathname } from "@/lib/i18n/navigation";
import { keptSet } from "@/lib/kept";

const SHORT: Record<Locale, string> = { uz: "Oʻz", "uz-Cyrl": "Ўз", ru: "Ру" };

type LanguageSwitchProps = { className?: string; label?: string };

/** Another language, the same page: also the same session, filters and place in it. */
export function LanguageSwitch({ className, label }: LanguageSwitchProps) {
  const t = useTranslations("common");
  const current = useLocale();
  const path = usePathname();
  function keep(event: MouseEvent<HTMLAnchorElement>, locale: Locale): void {
    keptSet(LOCALE_KEY, locale);
    const { search, hash } = window.location;
    event.currentTarget.href = `/${locale}${path}${search}${hash}`;
  }
  return (
    <nav aria-label={label ?? t("language")} className={className}>
      <ul className="flex">
        {LOCALES.map((locale) => (
          <li key={locale}>
            {/* A whole load: the language of the document changes with it. */}
            <a
              href={`/${locale}${path}`}
              hrefLang={locale}
              lang={locale}
              title={LOCALE_NAMES[locale]}
              aria-current={locale === current || undefined}
              onClick={(event) => keep(event, locale)}
              className={cx(
                "grid h-11 w-9 place-items-center sm:w-11 rounded-lg font-semibold no-underline",
                locale === current
                  ? "text-ink underline decoration-2 underline-offset-4"
                  : "text-brand",
              )}
            >
              <span aria-hidden>{SHORT[locale]}</span>
              <span className="sr-only">{LOCALE_NAMES[locale]}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

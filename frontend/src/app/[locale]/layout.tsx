import "../globals.css";

import type { Metadata, Viewport } from "next";
import { type Messages, NextIntlClientProvider } from "next-intl";
import { getLocale, getMessages, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";

import { LOCALES } from "@/lib/i18n/locales";
import { THEME_SCRIPT } from "@/lib/theme/theme";

export const dynamicParams = false;

export function generateStaticParams() {
  return LOCALES.map((locale) => ({ locale }));
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#17212a" },
  ],
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("site");
  return {
    title: { template: "%s – CivicConnect", default: t("title") },
    description: t("description"),
    icons: { icon: "/icon.svg" },
  };
}

/** The rest of the errors follows once the page is alive: see `LateMessages`. */
function first({ UNKNOWN, NETWORK, fields }: Messages["errors"]) {
  return { UNKNOWN, NETWORK, fields };
}

export default async function LocaleLayout({ children }: { children: ReactNode }) {
  const locale = await getLocale();
  const { common, errors } = await getMessages();
  return (
    <html lang={locale} suppressHydrationWarning>
      <head>
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
      </head>
      <body className="font-sans">
        <NextIntlClientProvider messages={{ common, errors: first(errors) }}>
          {children}
        </NextIntlClientProvider>
      </body>
    </html>
  );
}

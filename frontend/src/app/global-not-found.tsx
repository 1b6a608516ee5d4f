import "./globals.css";

import type { Metadata } from "next";

import { type Locale, LOCALES } from "@/lib/i18n/locales";
import { THEME_SCRIPT } from "@/lib/theme/theme";

export const metadata: Metadata = { title: "404 – CivicConnect" };

/** Whoever comes here may have lost the language too, so that it is said in all three. */
const WORDS: Record<Locale, { title: string; text: string; start: string }> = {
  uz: {
    title: "Bunday sahifa yoʻq",
    text: "Havola eskirgan yoki xato yozilgan. Murojaatlaringiz joyida.",
    start: "Bosh sahifaga",
  },
  "uz-Cyrl": {
    title: "Бундай саҳифа йўқ",
    text: "Ҳавола эскирган ёки хато ёзилган. Мурожаатларингиз жойида.",
    start: "Бош саҳифага",
  },
  ru: {
    title: "Такой страницы нет",
    text: "Ссылка устарела или написана с ошибкой. Ваши обращения на месте.",
    start: "На главную",
  },
};

export default function NotFoundPage() {
  return (
    <html lang="uz" suppressHydrationWarning>
      <head>
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
      </head>
      <body className="font-sans">
        <main className="shell-width flex min-h-dvh max-w-xl flex-col justify-center gap-4 py-12">
          <h1 className="text-5xl font-bold text-brand">404</h1>
          {LOCALES.map((locale) => (
            <section key={locale} lang={locale} className="rounded-card bg-surface p-5 shadow-card">
              <h2 className="text-lg font-bold">{WORDS[locale].title}</h2>
              <p className="mt-1 text-ink-soft">{WORDS[locale].text}</p>
              <a
                href={`/${locale}/`}
                className="mt-2 inline-flex min-h-11 items-center font-semibold text-brand underline"
              >
                {WORDS[locale].start}
              </a>
            </section>
          ))}
        </main>
      </body>
    </html>
  );
}

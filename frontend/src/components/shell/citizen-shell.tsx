"use client";

import { MessagesSquare, Phone, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { ButtonLink } from "@/components/ui/button";
import { useAuth } from "@/lib/auth/me";
import { cx } from "@/lib/cx";
import { Link } from "@/lib/i18n/navigation";

import { Brand } from "./brand";
import { ConnectionBanner } from "./connection-banner";
import { LanguageSwitch } from "./language-switch";
import { MAIN_ID, SkipLink } from "./skip-link";
import { ThemeSwitch } from "./theme-switch";

/** One column: header, content, the same help at the foot of every page (WCAG 3.2.6). */
export function CitizenShell({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="no-print sticky top-0 z-30 border-b border-line bg-surface">
        <div className="shell-width flex h-16 items-center justify-between gap-1">
          <Brand />
          <div className="flex items-center">
            <LanguageSwitch />
            <CitizenNav />
          </div>
        </div>
        <ConnectionBanner />
      </header>
      <main id={MAIN_ID} tabIndex={-1} className="flex flex-1 flex-col">
        {children}
      </main>
      <CitizenFooter />
    </div>
  );
}

/**
 * Plain links: a menu would cost every visitor more than it saves. Whoever may be signed in
 * (`data-known`) is not asked to while that is found out.
 */
function CitizenNav() {
  const t = useTranslations("common.nav");
  const account = useTranslations("common.account");
  const { status } = useAuth();
  if (status !== "signed-in") {
    return (
      <ButtonLink
        look="quiet"
        size="sm"
        href="/sign-in/"
        className={cx("min-w-22", status === "pending" && "in-data-known:invisible")}
      >
        {account("signIn")}
      </ButtonLink>
    );
  }
  return (
    <nav aria-label={t("label")} className="flex">
      {NAV.map(({ href, name, icon: Icon }) => (
        <ButtonLink
          key={href}
          look="quiet"
          size="icon"
          href={href}
          aria-label={t(name)}
          title={t(name)}
        >
          <Icon aria-hidden className="size-6" />
        </ButtonLink>
      ))}
    </nav>
  );
}

const NAV = [
  { href: "/my/", name: "my", icon: MessagesSquare },
  { href: "/profile/", name: "profile", icon: UserRound },
] as const;

function CitizenFooter() {
  const t = useTranslations("common.footer");
  const nav = useTranslations("common.nav");
  return (
    <footer className="no-print mt-auto border-t border-line bg-sunk">
      <div className="shell-width flex flex-col gap-4 py-8 text-[0.9375rem]">
        <p className="flex items-start gap-2">
          <Phone aria-hidden className="mt-1 size-4 shrink-0 text-bad" />
          <span>{t.rich("emergency", { b: (words) => <strong>{words}</strong> })}</span>
        </p>
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <nav aria-label={t("label")}>
            <ul className="flex flex-wrap gap-x-6">
              {(["status", "my", "staff"] as const).map((name) => (
                <li key={name}>
                  <Link
                    href={FOOTER_PAGES[name]}
                    className="inline-flex min-h-11 items-center text-brand underline"
                  >
                    {nav(name)}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
          <ThemeSwitch />
        </div>
      </div>
    </footer>
  );
}

const FOOTER_PAGES = { status: "/status/", my: "/my/", staff: "/staff-sign-in/" };

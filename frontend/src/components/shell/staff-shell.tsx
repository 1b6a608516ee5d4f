"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { cx } from "@/lib/cx";
import type { Kind } from "@/lib/auth/me";
import { useAuth } from "@/lib/auth/me";
import { Link, usePathname } from "@/lib/i18n/navigation";

import { AccountMenu } from "./account-menu";
import { Brand } from "./brand";
import { ConnectionBanner } from "./connection-banner";
import { LanguageSwitch } from "./language-switch";
import { MAIN_ID, SkipLink } from "./skip-link";
import { ThemeSwitch } from "./theme-switch";

/** The pages of officials and who sees the link; a new page gets its line here. */
const PAGES = [
  { href: "/desk/", name: "desk", kinds: ["STAFF", "OPERATOR", "SUPERUSER"] },
] as const satisfies {
  href: string;
  name: string;
  kinds: readonly Kind[];
}[];

/** The frame of every official's page: it fills the screen, its parts scroll by themselves. */
export function StaffShell({ children }: { children: ReactNode }) {
  return (
    <div className="flex h-dvh flex-col">
      <SkipLink />
      <header className="no-print z-30 border-b border-line bg-surface">
        <div className="flex h-14 items-center justify-between gap-2 px-3">
          <div className="flex min-w-0 items-center gap-2">
            <Brand href="/desk/" />
            <StaffNav />
          </div>
          <div className="flex items-center">
            <div className="hidden md:block">
              <ThemeSwitch />
            </div>
            <LanguageSwitch className="hidden sm:block" />
            <AccountMenu signInHref="/staff-sign-in/" />
          </div>
        </div>
        <ConnectionBanner />
      </header>
      <main id={MAIN_ID} tabIndex={-1} className="flex min-h-0 flex-1 flex-col overflow-y-auto">
        {children}
      </main>
    </div>
  );
}

function StaffNav() {
  const t = useTranslations("common.nav");
  const path = usePathname();
  const { me } = useAuth();
  const shown = PAGES.filter(({ kinds }) => kinds.some((kind) => kind === me?.kind));
  return (
    <nav aria-label={t("label")} className="overflow-x-auto">
      <ul className="flex">
        {shown.map(({ href, name }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={path.startsWith(href) ? "page" : undefined}
              className={cx(
                "flex min-h-11 items-center rounded-lg px-3 font-semibold no-underline",
                path.startsWith(href)
                  ? "bg-brand-soft text-brand-strong"
                  : "text-ink-soft hover:bg-brand-soft",
              )}
            >
              {t(name)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

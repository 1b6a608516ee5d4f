"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { cx } from "@/lib/cx";
import { useAuth } from "@/lib/auth/me";
import { type OfficePage, officePages } from "@/lib/auth/pages";
import { HOMES } from "@/lib/auth/rules";
import { Link, usePathname, useRouter } from "@/lib/i18n/navigation";

import { AccountMenu } from "./account-menu";
import { Brand } from "./brand";
import { ConnectionBanner } from "./connection-banner";
import { LanguageSwitch } from "./language-switch";
import { MAIN_ID, SkipLink } from "./skip-link";
import { ThemeChoices } from "./theme-choices";
import { ThemeSwitch } from "./theme-switch";

type StaffShellProps = {
  /** Stands before the switches. */ tools?: ReactNode;
  children: ReactNode;
};

/** The frame of every official's page: it fills the screen, its parts scroll by themselves. */
export function StaffShell({ tools, children }: StaffShellProps) {
  const { me } = useAuth();
  return (
    <div data-fills-screen className="flex h-dvh flex-col">
      <SkipLink />
      <header className="no-print z-30 border-b border-line bg-surface">
        <div className="flex h-14 items-center justify-between gap-2 px-3">
          <div className="flex min-w-0 items-center gap-2">
            <Brand isShort href={me ? HOMES[me.kind] : "/desk/"} />
            <StaffNav />
          </div>
          <div className="flex items-center">
            {tools}
            <div className="hidden md:block">
              <ThemeSwitch />
            </div>
            <LanguageSwitch />
            <AccountMenu signInHref="/staff-sign-in/">
              <div className="md:hidden">
                <ThemeChoices />
              </div>
            </AccountMenu>
          </div>
        </div>
        <ConnectionBanner />
      </header>
      <main
        id={MAIN_ID}
        tabIndex={-1}
        className="relative flex min-h-0 flex-1 flex-col overflow-y-auto"
      >
        {children}
      </main>
    </div>
  );
}

/** How wide a screen must be for all pages in one line; else they stand in a menu. */
function widthFor(count: number): { line: string; menu: string } {
  if (count <= 2) return { line: "hidden sm:flex", menu: "sm:hidden" };
  if (count <= 6) return { line: "hidden xl:flex", menu: "xl:hidden" };
  return { line: "hidden 2xl:flex", menu: "2xl:hidden" };
}

function StaffNav() {
  const t = useTranslations("common.nav");
  const path = usePathname();
  const { me } = useAuth();
  const shown = officePages(me?.kind);
  const { line, menu } = widthFor(shown.length);
  return (
    <nav aria-label={t("label")} className="min-w-0">
      <div className={menu}>
        <NavMenu pages={shown} path={path} />
      </div>
      <ul className={line}>
        {shown.map(({ href, name }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={path.startsWith(href) ? "page" : undefined}
              className={cx(
                "flex min-h-11 items-center rounded-lg px-2.5 text-[0.9375rem] font-semibold whitespace-nowrap no-underline",
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

type NavMenuProps = { pages: readonly OfficePage[]; path: string };

/** The same pages behind one button, which says where one is. */
function NavMenu({ pages, path }: NavMenuProps) {
  const t = useTranslations("common.nav");
  const router = useRouter();
  const here = pages.find(({ href }) => path.startsWith(href));
  return (
    <Menu
      align="start"
      trigger={
        <Button look="quiet" size="sm" className="max-w-44">
          <span className="truncate">{t(here?.name ?? "label")}</span>
          <ChevronDown aria-hidden className="size-4" />
        </Button>
      }
    >
      {pages.map(({ href, name }) => (
        <MenuItem key={href} onSelect={() => router.push(href)}>
          {t(name)}
        </MenuItem>
      ))}
    </Menu>
  );
}

"use client";

import { CloudOff, Inbox, LockKeyhole, LogIn, type LucideIcon, ServerCrash } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { isApiError } from "@/lib/api/errors";
import { useErrorText } from "@/lib/api/use-error-text";
import { useOnline } from "@/lib/use-online";

import { Button, ButtonLink } from "./button";

type StateProps = { icon?: LucideIcon; title: string; children?: ReactNode; action?: ReactNode };

/** Why there is nothing to see here, and the one thing to do about it. */
export function State({ icon: Icon = Inbox, title, children, action }: StateProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 px-4 py-12 text-center">
      <span className="grid size-16 place-items-center rounded-full bg-brand-soft text-brand">
        <Icon aria-hidden className="size-8" strokeWidth={1.75} />
      </span>
      <h2 className="text-xl font-bold">{title}</h2>
      {children ? <div className="text-ink-soft">{children}</div> : null}
      {action ? <div className="mt-2">{action}</div> : null}
    </div>
  );
}

/** A failed load: no network, no right, not there, or our fault; with a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useTranslations("common.states");
  const errorText = useErrorText();
  const isOnline = useOnline();
  if (isApiError(error) && error.status === 403) return <NoRightsState />;
  const retry = onRetry ? (
    <Button look="secondary" onClick={onRetry}>
      {t("retry")}
    </Button>
  ) : null;
  if (!isOnline) {
    return (
      <State icon={CloudOff} title={t("offlineTitle")} action={retry}>
        {t("offlineText")}
      </State>
    );
  }
  const isOurs = !isApiError(error) || error.isTransient;
  return (
    <State icon={ServerCrash} title={t(isOurs ? "failedTitle" : "notShownTitle")} action={retry}>
      <p>{errorText(error)}</p>
      {isApiError(error) && error.requestId && isOurs ? (
        <p className="mt-2 text-sm">{t("requestId", { id: error.requestId })}</p>
      ) : null}
    </State>
  );
}

export function NoRightsState() {
  const t = useTranslations("common.states");
  return (
    <State
      icon={LockKeyhole}
      title={t("noRightsTitle")}
      action={
        <ButtonLink look="secondary" href="/">
          {t("toStart")}
        </ButtonLink>
      }
    >
      {t("noRightsText")}
    </State>
  );
}

export function SignedOutState({ signInHref }: { signInHref: string }) {
  const t = useTranslations("common.states");
  return (
    <State
      icon={LogIn}
      title={t("signedOutTitle")}
      action={<ButtonLink href={signInHref}>{t("signIn")}</ButtonLink>}
    >
      {t("signedOutText")}
    </State>
  );
}

"use client";

import { LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { RoleGate } from "@/components/role-gate";
import { LanguageSwitch } from "@/components/shell/language-switch";
import { ThemeSwitch } from "@/components/shell/theme-switch";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import { useErrorText } from "@/lib/api/use-error-text";
import { type Me, useSignOut } from "@/lib/auth/me";
import { useRouter } from "@/lib/i18n/navigation";

import { Devices } from "./devices";

/** Who I am here, how I read, where I am signed in. */
export function Profile() {
  const t = useTranslations("profile");
  return (
    <div className="shell-width flex flex-col gap-5 py-8">
      <h1 className="text-3xl font-bold">{t("title")}</h1>
      <RoleGate kinds={["CITIZEN"]}>{(me) => <Parts me={me} />}</RoleGate>
    </div>
  );
}

function Parts({ me }: { me: Me }) {
  const t = useTranslations("profile");
  return (
    <>
      <Part title={t("me")}>
        <p className="text-lg">{me.name || me.username}</p>
        <SignOut />
      </Part>
      <Part title={t("reading")}>
        <div className="flex flex-wrap items-center justify-between gap-3">
          <span>{t("language")}</span>
          <LanguageSwitch label={t("language")} />
        </div>
        <div className="flex flex-wrap items-center justify-between gap-3">
          <span>{t("theme")}</span>
          <ThemeSwitch />
        </div>
      </Part>
      <Part title={t("devices")}>
        <Devices />
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3 rounded-card bg-surface p-5 shadow-card">
      <h2 className="text-lg font-bold">{title}</h2>
      {children}
    </section>
  );
}

function SignOut() {
  const t = useTranslations("common.account");
  const router = useRouter();
  const toast = useToast();
  const errorText = useErrorText();
  const signOut = useSignOut();
  const leave = () =>
    signOut.mutate(undefined, {
      onSuccess: () => router.push("/"),
      onError: (error) => toast({ tone: "bad", text: errorText(error) }),
    });
  return (
    <Button look="secondary" className="self-start" isBusy={signOut.isPending} onClick={leave}>
      <LogOut aria-hidden className="size-5" />
      {t("signOut")}
    </Button>
  );
}

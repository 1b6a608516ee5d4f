"use client";

import { LogOut, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

import { Button, ButtonLink } from "@/components/ui/button";
import { Menu, MenuDivider, MenuItem } from "@/components/ui/menu";
import { useToast } from "@/components/ui/toast";
import { useErrorText } from "@/lib/api/use-error-text";
import { useAuth, useSignOut } from "@/lib/auth/me";
import { useRouter } from "@/lib/i18n/navigation";

type AccountMenuProps = { signInHref: string; children?: ReactNode };

/** Who is signed in, and the way out; before that, the way in. */
export function AccountMenu({ signInHref, children }: AccountMenuProps) {
  const t = useTranslations("common.account");
  const auth = useAuth();
  const router = useRouter();
  const toast = useToast();
  const errorText = useErrorText();
  const signOut = useSignOut();
  if (auth.status !== "signed-in") {
    return (
      <ButtonLink look="quiet" size="sm" href={signInHref}>
        {t("signIn")}
      </ButtonLink>
    );
  }
  const name = auth.me.name || auth.me.username;
  const leave = () =>
    signOut.mutate(undefined, {
      onSuccess: () => router.push("/"),
      onError: (error) => toast({ tone: "bad", text: errorText(error) }),
    });
  return (
    <Menu
      trigger={
        <Button look="quiet" size="icon" aria-label={t("menuOf", { name })}>
          <UserRound aria-hidden className="size-6" />
        </Button>
      }
    >
      <p className="px-3 py-2 font-semibold">{name}</p>
      <MenuDivider />
      {children}
      <MenuItem icon={<LogOut aria-hidden className="size-5" />} onSelect={leave}>
        {t("signOut")}
      </MenuItem>
    </Menu>
  );
}

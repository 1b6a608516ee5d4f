"use client";

import { Keyboard } from "lucide-react";
import { useTranslations } from "next-intl";
import dynamic from "next/dynamic";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { WithMessages } from "@/components/with-messages";
import { type Kind, useAuth } from "@/lib/auth/me";
import { shortcutsNow, useShortcuts } from "@/lib/shortcuts/use-shortcuts";

const KeysSheet = dynamic(() => import("./keys-sheet"), { ssr: false });

/** The sheet of keys, on every page of an official: `?` opens it (S7). */
export function Keys() {
  const { me } = useAuth();
  return me === null || me.kind === "CITIZEN" ? null : <KeysOf kind={me.kind} />;
}

function KeysOf({ kind }: { kind: Kind }) {
  const t = useTranslations("common");
  const [isOpen, setIsOpen] = useState(false);
  useShortcuts({ "?": () => setIsOpen(true) });
  return (
    <Dialog isOpen={isOpen} onClose={() => setIsOpen(false)} title={t("keys")}>
      <WithMessages names={["shortcuts"]}>
        <KeysSheet kind={kind} />
      </WithMessages>
    </Dialog>
  );
}

/** Opens the sheet for those who do not know its key. */
export function KeysButton() {
  const t = useTranslations("common");
  return (
    <Button look="quiet" size="sm" onClick={() => shortcutsNow()["?"]?.()}>
      <Keyboard aria-hidden className="size-5" />
      {t("keys")}
    </Button>
  );
}

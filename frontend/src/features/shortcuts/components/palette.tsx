"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { WithMessages } from "@/components/with-messages";
import { useAuth } from "@/lib/auth/me";

const PaletteList = dynamic(() => import("./palette-list"), { ssr: false });

/** One place to go anywhere and do anything from: a button, and Ctrl+K (S7). */
export function Palette() {
  const t = useTranslations("common.palette");
  const { me } = useAuth();
  const [isOpen, setIsOpen] = useState(false);
  const isOfficial = me !== null && me.kind !== "CITIZEN";
  usePaletteKey(isOfficial, () => setIsOpen(true));
  if (!isOfficial) return null;
  return (
    <>
      <Button
        look="quiet"
        size="icon"
        className="max-sm:hidden"
        aria-label={t("title")}
        title="Ctrl + K"
        onClick={() => setIsOpen(true)}
      >
        <Search aria-hidden className="size-5" />
      </Button>
      <Dialog isOpen={isOpen} onClose={() => setIsOpen(false)} title={t("title")}>
        <WithMessages names={["shortcuts"]}>
          <PaletteList kind={me.kind} onDone={() => setIsOpen(false)} />
        </WithMessages>
      </Dialog>
    </>
  );
}

/** Works also while somebody writes; another dialog in front keeps it away. */
function usePaletteKey(isOn: boolean, open: () => void): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const pressed = (event: KeyboardEvent) => {
      if (event.code !== "KeyK" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      if (document.querySelector("dialog[open]") === null) open();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  });
}

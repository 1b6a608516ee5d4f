"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";

import type { Kind } from "@/lib/auth/me";
import { officePages } from "@/lib/auth/pages";
import { usePathname, useRouter } from "@/lib/i18n/navigation";
import { shortcutsNow } from "@/lib/shortcuts/use-shortcuts";
import { queryParamsSet } from "@/lib/use-query-param";
import { useSettled } from "@/lib/use-settled";

import { foundQuery } from "./api/found";
import { type Item, itemsFound, type KeyName, KEYS } from "./rules";

const NAMES = Object.keys(KEYS) as KeyName[];

/** What the palette offers for a text; sessions are asked for once the typing stops. */
export function useItems(kind: Kind, text: string) {
  const sought = useSettled(text);
  const { data = [], isFetching, error } = useQuery(foundQuery(sought));
  const fixed = [...useActions(), ...usePages(kind)];
  const open = useSessionOpen();
  const sessions = data.map(({ session_uuid, number, preview }) => ({
    id: session_uuid,
    label: preview || number,
    hint: number,
    run: () => open(session_uuid),
  }));
  return {
    items: [...itemsFound(fixed, text), ...(sought === text ? sessions : [])],
    isPending: isFetching || sought !== text,
    error,
  };
}

/** What the keys of this page do, as it stood when the palette was opened. */
function useActions(): Item[] {
  const t = useTranslations("shortcuts.keys");
  const [now] = useState(shortcutsNow);
  return NAMES.flatMap((name) => {
    const keys = KEYS[name];
    const run = now[keys.toLowerCase()];
    return run ? [{ id: name, label: t(name), hint: keys, run }] : [];
  });
}

function usePages(kind: Kind): Item[] {
  const nav = useTranslations("common.nav");
  const t = useTranslations("shortcuts.palette");
  const router = useRouter();
  return officePages(kind).map(({ href, name }) => ({
    id: href,
    label: nav(name),
    hint: t("page"),
    run: () => router.push(href),
  }));
}

function useSessionOpen(): (sessionUuid: string) => void {
  const router = useRouter();
  const path = usePathname();
  return (sessionUuid) => {
    if (path.startsWith("/desk/")) queryParamsSet({ s: sessionUuid });
    else router.push(`/desk/?s=${sessionUuid}`);
  };
}

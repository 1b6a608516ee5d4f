"use client";

import { useTranslations } from "next-intl";

import type { Kind } from "@/lib/auth/me";
import { useShortcutsOn } from "@/lib/shortcuts/use-shortcuts";

import { KEYS, type KeysPlace, keysPlaces, PLACES } from "../rules";

/** The keys by the place where they act, and the switch that turns them off (WCAG 2.1.4). */
export default function KeysSheet({ kind }: { kind: Kind }) {
  const t = useTranslations("shortcuts");
  const [isOn, setIsOn] = useShortcutsOn();
  return (
    <>
      <label className="mb-2 flex min-h-11 items-center gap-3 font-semibold">
        <input
          type="checkbox"
          className="size-5 accent-brand"
          checked={isOn}
          onChange={(event) => setIsOn(event.target.checked)}
        />
        {t("on")}
      </label>
      {keysPlaces(kind).map((place) => (
        <OnePlace key={place} place={place} />
      ))}
      <p className="mt-4 text-ink-soft">{t("hint")}</p>
    </>
  );
}

function OnePlace({ place }: { place: KeysPlace }) {
  const t = useTranslations("shortcuts");
  const nav = useTranslations("common.nav");
  return (
    <section aria-labelledby={`keys-${place}`} className="mt-3">
      <h3 id={`keys-${place}`} className="font-bold">
        {place === "everywhere" ? t("everywhere") : nav(place)}
      </h3>
      <dl className="flex flex-col">
        {PLACES[place].map((name) => (
          <div
            key={name}
            className="flex min-h-10 items-center justify-between gap-3 border-b border-line last:border-0"
          >
            <dt>{t(`keys.${name}`)}</dt>
            <dd className="flex shrink-0 gap-1">
              {KEYS[name].split(" ").map((key) => (
                <kbd
                  key={key}
                  className="min-w-8 rounded-md border-2 border-line-strong bg-sunk px-2 py-0.5 text-center text-sm font-bold"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

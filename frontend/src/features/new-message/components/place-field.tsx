"use client";

import { MapPin, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { Button } from "@/components/ui/button";

import { type Place, placeRounded } from "../rules";

type PlaceFieldProps = { place: Place | null; onPlace: (place: Place | null) => void };

const FOUND_WITHIN_MS = 15_000;

/** Where the matter is, from the device, when its owner wants that (P7). */
export function PlaceField({ place, onPlace }: PlaceFieldProps) {
  const t = useTranslations("new-message.place");
  const [state, setState] = useState<"idle" | "asked" | "failed">("idle");
  const ask = () => {
    setState("asked");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setState("idle");
        onPlace(placeRounded(coords));
      },
      () => setState("failed"),
      { enableHighAccuracy: true, timeout: FOUND_WITHIN_MS },
    );
  };
  return (
    <>
      {place ? (
        <span className="ml-3.5 flex items-center gap-1 rounded-xl bg-brand-soft pl-3 text-[0.9375rem] font-semibold">
          <MapPin aria-hidden className="size-5 shrink-0" />
          {t("added")}
          <Button look="quiet" size="icon" aria-label={t("remove")} onClick={() => onPlace(null)}>
            <X aria-hidden className="size-5" />
          </Button>
        </span>
      ) : (
        <Button look="quiet" size="sm" isBusy={state === "asked"} onClick={ask}>
          <MapPin aria-hidden className="size-5" />
          {t("add")}
        </Button>
      )}
      <p role="status" className={state === "failed" ? "w-full text-bad" : "sr-only"}>
        {state === "failed" ? t("failed") : ""}
        {place ? t("added") : ""}
      </p>
    </>
  );
}

"use client";

import { CloudOff, LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";

import { type Banner, BANNER_AFTER_MS, bannerOf } from "@/lib/live/banner-rules";
import { useLiveState } from "@/lib/live/provider";
import { useOnline } from "@/lib/use-online";

/** Says that what is shown may be old; short interruptions pass unnoticed. */
export function ConnectionBanner() {
  const t = useTranslations("common.connection");
  const wanted = bannerOf(useLiveState(), useOnline());
  const shown = useDelayed(wanted);
  return (
    <div role="status">
      {shown ? (
        <p className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-2 text-sm font-semibold text-warn">
          {shown === "offline" ? (
            <CloudOff aria-hidden className="size-4 shrink-0" />
          ) : (
            <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin" />
          )}
          {t(shown)}
        </p>
      ) : null}
    </div>
  );
}

function useDelayed(wanted: Banner): Banner {
  const [shown, setShown] = useState<Banner>(null);
  useEffect(() => {
    const timer = setTimeout(() => setShown(wanted), wanted === null ? 0 : BANNER_AFTER_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  return shown;
}

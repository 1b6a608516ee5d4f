"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { cx } from "@/lib/cx";

import { inertParts } from "../rules";

const LONG_CHARS = 700;

/** Somebody's attack as plain text: no link, no markup, and nothing stays hidden in it. */
export function InertText({ text }: { text: string }) {
  const t = useTranslations("quarantine");
  const [isWhole, setIsWhole] = useState(false);
  const isLong = text.length > LONG_CHARS;
  return (
    <div className="min-w-0">
      <div
        dir="auto"
        translate="no"
        className={cx(
          "rounded-lg bg-sunk px-3 py-2 font-mono text-[0.9375rem] break-words whitespace-pre-wrap",
          isLong && !isWhole && "line-clamp-8",
        )}
      >
        {inertParts(text).map((part, at) =>
          part.isHidden ? (
            <mark
              key={at}
              title={t("hidden")}
              className="mx-0.5 rounded bg-bad-soft px-1 text-sm font-bold text-bad"
            >
              {part.text}
            </mark>
          ) : (
            <span key={at}>{part.text}</span>
          ),
        )}
      </div>
      {isLong ? (
        <Button look="quiet" size="sm" onClick={() => setIsWhole((before) => !before)}>
          {t(isWhole ? "less" : "more")}
        </Button>
      ) : null}
    </div>
  );
}

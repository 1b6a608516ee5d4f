"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";

import { type ApiError, isApiError } from "./errors";

type Values = Record<string, string | number>;

function valuesOf(error: ApiError): Values {
  const plain = Object.entries(error.data).filter(
    (entry): entry is [string, string | number] =>
      typeof entry[1] === "string" || typeof entry[1] === "number",
  );
  return Object.fromEntries(plain);
}

/** Returns a function that says an error in the person's language: our words, then the server's. */
export function useErrorText(): (error: unknown) => string {
  const t = useTranslations("errors");
  return useCallback(
    (error) => {
      if (!isApiError(error)) return t("UNKNOWN");
      const key = error.code as "UNKNOWN";
      if (t.has(key)) return t(key, valuesOf(error));
      return error.message || t("UNKNOWN");
    },
    [t],
  );
}

/** Returns a function that says what is wrong with each field that an error names. */
export function useFieldTexts(): (error: unknown) => Record<string, string> {
  const t = useTranslations("errors");
  return useCallback(
    (error) => {
      if (!isApiError(error)) return {};
      const text = (code: string) => {
        const key = `fields.${code}` as "fields.invalid";
        const whole = code as "UNKNOWN";
        if (t.has(whole)) return t(whole, valuesOf(error));
        return t.has(key) ? t(key) : t("fields.invalid");
      };
      const entries = Object.entries(error.fields);
      return Object.fromEntries(entries.map(([field, code]) => [field, text(code)]));
    },
    [t],
  );
}

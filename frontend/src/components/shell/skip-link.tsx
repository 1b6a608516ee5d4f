import { useTranslations } from "next-intl";

export const MAIN_ID = "main";

export function SkipLink() {
  const t = useTranslations("common");
  return (
    <a
      href={`#${MAIN_ID}`}
      className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-surface focus:px-4 focus:py-3 focus:font-semibold"
    >
      {t("skip")}
    </a>
  );
}

import { useTranslations } from "next-intl";

/** Somebody of the other side writes. */
export function Typing({ isTyping }: { isTyping: boolean }) {
  const t = useTranslations("common.chat");
  return (
    <div role="status" className="min-h-6 self-start text-sm text-ink-soft">
      {isTyping ? <span className="breathe">{t("typing")}</span> : null}
    </div>
  );
}

"use client";

import { useTranslations } from "next-intl";

import { type Attached, AttachedList } from "@/components/files/attach";
import { Button } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { useErrorText } from "@/lib/api/use-error-text";

type CheckStepProps = {
  text: string;
  name: string;
  attached: Attached;
  hasPlace: boolean;
  onChange: () => void;
  onSend: () => void;
  isBusy: boolean;
  error: unknown;
};

/** All that will be sent, before it is (only for who had to sign in on the way). */
export function CheckStep(props: CheckStepProps) {
  const { text, name, attached, hasPlace, onChange, onSend, isBusy, error } = props;
  const t = useTranslations("new-message.check");
  const errorText = useErrorText();
  return (
    <div className="flex flex-col gap-5">
      <ErrorSummary
        errors={{}}
        general={error ? errorText(error) : undefined}
        attempt={isBusy ? 0 : 1}
      />
      <dl className="divide-y divide-line rounded-xl border border-line">
        <div className="p-4">
          <dt className="font-semibold">{t("message")}</dt>
          <dd className="max-h-60 overflow-y-auto break-words whitespace-pre-wrap">
            {text.trim()}
          </dd>
          <dd>
            <Button look="quiet" size="sm" className="-ml-3.5" onClick={onChange}>
              {t("change")}
              <span className="sr-only">{t("changeMessage")}</span>
            </Button>
          </dd>
        </div>
        {attached.files.length > 0 || hasPlace ? (
          <div className="p-4">
            <dt className="mb-1.5 font-semibold">{t("extras")}</dt>
            <dd className="flex flex-col gap-1.5">
              <AttachedList attached={attached} />
              {hasPlace ? <span>{t("place")}</span> : null}
            </dd>
          </div>
        ) : null}
        <div className="p-4">
          <dt className="font-semibold">{t("from")}</dt>
          <dd>{name}</dd>
        </div>
      </dl>
      <p className="text-ink-soft">{t("next")}</p>
      <Button onClick={onSend} isBusy={isBusy} className="max-sm:w-full">
        {t("send")}
      </Button>
    </div>
  );
}

"use client";

import { useTranslations } from "next-intl";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { TextareaField } from "@/components/ui/textarea-field";

import type { Draft, Language } from "../rules";

type TextFieldsProps = {
  language: Language;
  text: Draft[Language];
  errors: Readonly<Record<string, string>>;
  onChange: (text: Draft[Language]) => void;
};

/** What a department is called and does, and how people put it, in one language. */
export function TextFields({ language, text, errors, onChange }: TextFieldsProps) {
  const t = useTranslations("setup.departmentDialog");
  const name = `name-${language}`;
  const description = `description-${language}`;
  return (
    <fieldset className="flex flex-col gap-3 rounded-xl border-2 border-line p-4">
      <legend className="px-2 font-bold">{t(`languages.${language}`)}</legend>
      <Field name={name} label={t("name")} error={errors[name]}>
        {(control) => (
          <Input
            {...control}
            lang={language}
            maxLength={300}
            value={text.name}
            onChange={(event) => onChange({ ...text, name: event.target.value })}
          />
        )}
      </Field>
      <TextareaField
        name={description}
        label={t("description")}
        hint={t("descriptionHint")}
        error={errors[description]}
        lang={language}
        rows={4}
        maxLength={5_000}
        className="max-h-64"
        value={text.description}
        onText={(words) => onChange({ ...text, description: words })}
      />
      <TextareaField
        name={`wordings-${language}`}
        label={t("wordings")}
        hint={t("wordingsHint")}
        lang={language}
        rows={3}
        className="max-h-48"
        value={text.wordings}
        onText={(words) => onChange({ ...text, wordings: words })}
      />
    </fieldset>
  );
}

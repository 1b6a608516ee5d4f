"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import type { Schemas } from "@/lib/api/client";
import { useErrorText, useFieldTexts } from "@/lib/api/use-error-text";

import { districtsQuery, usePersonMake } from "../api/people";
import { type Asked, askedErrors, keyOf, OFFICIALS, PASSWORD_CHARS_MIN } from "../rules";
import { DepartmentChoice } from "./department-choice";

type NewPersonDialogProps = { isOpen: boolean; onClose: () => void };

const EMPTY: Asked = {
  username: "",
  name: "",
  kind: "STAFF",
  password: "",
  district: "",
  departments: [],
};
const TEXTS = ["name", "username", "password"] as const;

/** A new official, and once, what they put into their authenticator (P35). */
export function NewPersonDialog({ isOpen, onClose }: NewPersonDialogProps) {
  const t = useTranslations("people.newPerson");
  return (
    <Dialog shape="sheet" isOpen={isOpen} onClose={onClose} title={t("title")}>
      <NewPerson onClose={onClose} />
    </Dialog>
  );
}

function NewPerson({ onClose }: { onClose: () => void }) {
  const make = usePersonMake();
  return make.data ? <Made made={make.data} onClose={onClose} /> : <PersonForm make={make} />;
}

function PersonForm({ make }: { make: ReturnType<typeof usePersonMake> }) {
  const t = useTranslations("people.newPerson");
  const kinds = useTranslations("people.kinds");
  const { data: districts = [] } = useQuery(districtsQuery);
  const [asked, setAsked] = useState(EMPTY);
  const [attempt, setAttempt] = useState(0);
  const { errors, general } = useProblems(asked, attempt, make.error);
  const set = (change: Partial<Asked>) => setAsked((before) => ({ ...before, ...change }));
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setAttempt((before) => before + 1);
    if (askedErrors(asked).length > 0 || make.isPending) return;
    const isStaff = asked.kind === "STAFF";
    const district = asked.kind === "SUPERUSER" ? "" : asked.district;
    make.mutate({ ...asked, district, departments: isStaff ? asked.departments : [] });
  }
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <ErrorSummary errors={errors} general={general} attempt={attempt} />
      {TEXTS.map((field) => (
        <Field
          key={field}
          name={field}
          label={t(field)}
          hint={t(`hints.${field}`, { min: PASSWORD_CHARS_MIN })}
          error={errors[field]}
        >
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              value={asked[field]}
              onChange={(event) => set({ [field]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <Field name="kind" label={t("kind")}>
        {(control) => (
          <Select
            {...control}
            value={asked.kind}
            onChange={(event) =>
              set({ kind: OFFICIALS.find((kind) => kind === event.target.value) ?? "STAFF" })
            }
          >
            {OFFICIALS.map((kind) => (
              <option key={kind} value={kind}>
                {kinds(kind)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {asked.kind === "SUPERUSER" ? null : (
        <Field name="district" label={t("district")} error={errors.district}>
          {(control) => (
            <Select
              {...control}
              value={asked.district}
              onChange={(event) => set({ district: event.target.value, departments: [] })}
            >
              <option value="">{t("districtChoose")}</option>
              {districts.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {asked.kind === "STAFF" && asked.district ? (
        <DepartmentChoice
          district={asked.district}
          chosen={asked.departments}
          error={errors.departments}
          onChange={(departments) => set({ departments })}
        />
      ) : null}
      <Button type="submit" isBusy={make.isPending}>
        {t("make")}
      </Button>
    </form>
  );
}

/** Our own rules once it was tried, and what the server refused. */
function useProblems(asked: Asked, attempt: number, error: unknown) {
  const t = useTranslations("people.newPerson");
  const errorText = useErrorText();
  const fieldTexts = useFieldTexts();
  const refused = error ? fieldTexts(error) : {};
  const errors: Record<string, string> = { ...refused };
  const wrong = attempt > 0 ? askedErrors(asked) : [];
  for (const field of wrong) errors[field] = t(`bad.${field}`, { min: PASSWORD_CHARS_MIN });
  const isGeneral = Boolean(error) && Object.keys(errors).length === 0;
  return { errors, general: isGeneral ? errorText(error) : undefined };
}

type MadeProps = { made: Schemas["PersonMadeReply"]; onClose: () => void };

/** What is shown once and never again. */
function Made({ made, onClose }: MadeProps) {
  const t = useTranslations("people.newPerson");
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="warn">{t("once")}</Notice>
      <div className="flex flex-col gap-1.5">
        <h3 className="font-bold">{t("authenticator")}</h3>
        <p className="rounded-lg bg-sunk px-3 py-2 font-mono text-lg break-all">
          {keyOf(made.authenticator_uri)}
        </p>
        <a
          href={made.authenticator_uri}
          className="inline-flex min-h-11 items-center self-start text-brand underline"
        >
          {t("openAuthenticator")}
        </a>
      </div>
      <div className="flex flex-col gap-1.5">
        <h3 className="font-bold">{t("codes")}</h3>
        <ul className="grid grid-cols-2 gap-x-4 rounded-lg bg-sunk px-3 py-2 font-mono">
          {made.recovery_codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
      </div>
      <div className="no-print flex flex-wrap gap-2">
        <Button look="secondary" onClick={() => window.print()}>
          {t("print")}
        </Button>
        <Button onClick={onClose}>{t("written")}</Button>
      </div>
    </div>
  );
}

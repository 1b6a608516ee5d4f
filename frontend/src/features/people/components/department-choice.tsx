"use client";

import { useTranslations } from "next-intl";

import { useDepartments } from "@/lib/departments";

type DepartmentChoiceProps = {
  district: string;
  chosen: readonly string[];
  error?: string | undefined;
  onChange: (codes: string[]) => void;
};

/** The departments of a district, as many as somebody works in. */
export function DepartmentChoice({ district, chosen, error, onChange }: DepartmentChoiceProps) {
  const t = useTranslations("people");
  const { departments } = useDepartments();
  const turn = (code: string, isOn: boolean) =>
    onChange(isOn ? [...chosen, code] : chosen.filter((one) => one !== code));
  return (
    <fieldset id="field-departments" tabIndex={-1} className="flex flex-col gap-1">
      <legend className="font-semibold">{t("departments")}</legend>
      {error ? <p className="font-semibold text-bad">{error}</p> : null}
      <div className="grid gap-x-4 sm:grid-cols-2">
        {departments
          .filter((department) => department.district === district)
          .map(({ code, name }) => (
            <label key={code} className="flex min-h-11 items-center gap-2">
              <input
                type="checkbox"
                className="size-5 shrink-0 accent-brand"
                checked={chosen.includes(code)}
                onChange={(event) => turn(code, event.target.checked)}
              />
              {name}
            </label>
          ))}
      </div>
    </fieldset>
  );
}

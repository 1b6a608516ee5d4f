"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { useToast } from "@/components/ui/toast";
import { useErrorText } from "@/lib/api/use-error-text";

import { type Change, usePersonChange } from "../api/people";
import { type Person, powersOver } from "../rules";
import { DepartmentChoice } from "./department-choice";

export type Changing = { person: Person; name: Change["name"] };

type ChangeDialogProps = { changing: Changing | null; onClose: () => void };

/** Says what a change does to somebody before it is done. */
export function ChangeDialog({ changing, onClose }: ChangeDialogProps) {
  const t = useTranslations("people.change");
  const who = changing ? changing.person.name || changing.person.username : "";
  return (
    <Dialog
      isOpen={changing !== null}
      onClose={onClose}
      title={changing ? t(`title.${changing.name}`, { who }) : ""}
    >
      {changing ? <Body changing={changing} onClose={onClose} /> : null}
    </Dialog>
  );
}

function changeOf({ person, name }: Changing, departments: string[]): Change {
  if (name === "departments") return { name, departments };
  if (name === "role") return { name, kind: powersOver(person, "").nextRole ?? "STAFF" };
  return { name };
}

function Body({ changing, onClose }: { changing: Changing; onClose: () => void }) {
  const t = useTranslations("people.change");
  const toast = useToast();
  const errorText = useErrorText();
  const { mutate, isPending, error } = usePersonChange();
  const [departments, setDepartments] = useState<string[]>([...changing.person.departments]);
  const { person, name } = changing;
  const done = () => {
    toast({ text: t("done") });
    onClose();
  };
  return (
    <div className="flex flex-col gap-4">
      {error ? <Notice tone="bad">{errorText(error)}</Notice> : null}
      <p>{t(`text.${name}`)}</p>
      {name === "departments" ? (
        <DepartmentChoice
          district={person.district ?? ""}
          chosen={departments}
          onChange={setDepartments}
        />
      ) : null}
      <Button
        look={name === "switch-off" ? "danger" : "primary"}
        isBusy={isPending}
        onClick={() =>
          mutate({ person, change: changeOf(changing, departments) }, { onSuccess: done })
        }
      >
        {t(`submit.${name}`)}
      </Button>
    </div>
  );
}

"use client";

import { EllipsisVertical } from "lucide-react";
import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";
import { Chip, type Tone } from "@/components/ui/chip";
import { Menu, MenuItem } from "@/components/ui/menu";
import { useDepartments } from "@/lib/departments";
import { useDistrictNameOf } from "@/lib/districts";

import { type Kind, type Person, powersOver } from "../rules";
import type { Changing } from "./change-dialog";

const TONES: Record<Kind, Tone> = {
  SUPERUSER: "warn",
  OPERATOR: "brand",
  STAFF: "ok",
  CITIZEN: "neutral",
};

type PersonCardProps = {
  person: Person;
  ownUuid: string;
  onChange: (changing: Changing) => void;
};

/** One person in one line: name, role, place, and what may be changed. */
export function PersonCard({ person, ownUuid, onChange }: PersonCardProps) {
  const t = useTranslations("people");
  const { nameOf } = useDepartments();
  const districtOf = useDistrictNameOf();
  const places = person.departments.map(nameOf).join(", ");
  return (
    <div className="flex items-center gap-3 px-4 py-3">
      <div className="grid min-w-0 flex-1 gap-x-4 gap-y-0.5 md:grid-cols-[16rem_9rem_1fr] md:items-center">
        <p className="min-w-0">
          <span className="block truncate font-semibold">{person.name || person.username}</span>
          {person.name ? (
            <span className="block truncate text-sm text-ink-soft">{person.username}</span>
          ) : null}
        </p>
        <p className="flex flex-wrap gap-1.5">
          <Chip tone={TONES[person.kind]}>{t(`kinds.${person.kind}`)}</Chip>
          {person.is_active ? null : <Chip tone="bad">{t("off")}</Chip>}
        </p>
        <p className="min-w-0 text-[0.9375rem] text-ink-soft">
          {places || (person.district ? districtOf(person.district) : t("everywhere"))}
          {person.is_on_legal_hold ? ` · ${t("legalHold")}` : null}
        </p>
      </div>
      <Actions person={person} ownUuid={ownUuid} onChange={onChange} />
    </div>
  );
}

function Actions({ person, ownUuid, onChange }: PersonCardProps) {
  const t = useTranslations("people");
  const { canMove, nextRole, canTurn } = powersOver(person, ownUuid);
  if (!canMove && !nextRole && !canTurn) return null;
  const turn = person.is_active ? "switch-off" : "switch-on";
  return (
    <Menu
      trigger={
        <Button
          look="quiet"
          size="icon"
          aria-label={t("actionsFor", { name: person.name || person.username })}
        >
          <EllipsisVertical aria-hidden className="size-5" />
        </Button>
      }
    >
      {canMove ? (
        <MenuItem onSelect={() => onChange({ person, name: "departments" })}>
          {t("actions.departments")}
        </MenuItem>
      ) : null}
      {nextRole ? (
        <MenuItem onSelect={() => onChange({ person, name: "role" })}>
          {t(`actions.to${nextRole}`)}
        </MenuItem>
      ) : null}
      {canTurn ? (
        <MenuItem isDangerous={person.is_active} onSelect={() => onChange({ person, name: turn })}>
          {t(`actions.${turn}`)}
        </MenuItem>
      ) : null}
    </Menu>
  );
}

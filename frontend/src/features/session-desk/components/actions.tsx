"use client";

import {
  ArrowRightLeft,
  CircleCheck,
  EllipsisVertical,
  Pause,
  Play,
  RotateCcw,
  Undo2,
  UserRoundPlus,
} from "lucide-react";
import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import type { SessionDetail } from "@/lib/session/rules";

import type { Powers } from "../rules";

export type DeskAction =
  "pick" | "hold" | "unhold" | "end" | "verify" | "correct" | "release" | "reassign" | "reopen";

type ActionsProps = {
  session: SessionDetail;
  powers: Powers;
  isBusy: boolean;
  onAction: (action: DeskAction) => void;
};

const ICON = "size-5";

/** What can be done to the session as a whole. */
export function Actions({ session, powers, isBusy, onAction }: ActionsProps) {
  const t = useTranslations("session-desk.actions");
  const hold = session.is_held ? "unhold" : "hold";
  const HoldIcon = session.is_held ? Play : Pause;
  return (
    <div className="no-print flex shrink-0 items-center gap-1.5">
      {powers.canHold ? (
        <Button look="secondary" size="sm" isBusy={isBusy} onClick={() => onAction(hold)}>
          <HoldIcon aria-hidden className={ICON} />
          {t(hold)}
        </Button>
      ) : null}
      {powers.canEnd ? (
        <Button look="secondary" size="sm" onClick={() => onAction("end")}>
          <CircleCheck aria-hidden className={ICON} />
          {t("end")}
        </Button>
      ) : null}
      {powers.canReopen ? (
        <Button look="secondary" size="sm" isBusy={isBusy} onClick={() => onAction("reopen")}>
          <RotateCcw aria-hidden className={ICON} />
          {t("reopen")}
        </Button>
      ) : null}
      <MoreActions powers={powers} onAction={onAction} />
    </div>
  );
}

function MoreActions({ powers, onAction }: Pick<ActionsProps, "powers" | "onAction">) {
  const t = useTranslations("session-desk.actions");
  const { canCorrect, canRelease, canReassign } = powers;
  if (!canCorrect && !canRelease && !canReassign) return null;
  const trigger = (
    <Button look="quiet" size="icon" aria-label={t("more")}>
      <EllipsisVertical aria-hidden className={ICON} />
    </Button>
  );
  return (
    <Menu trigger={trigger}>
      {canCorrect ? (
        <MenuItem
          icon={<ArrowRightLeft aria-hidden className={ICON} />}
          onSelect={() => onAction("correct")}
        >
          {t("correct")}
        </MenuItem>
      ) : null}
      {canReassign ? (
        <MenuItem
          icon={<UserRoundPlus aria-hidden className={ICON} />}
          onSelect={() => onAction("reassign")}
        >
          {t("reassign")}
        </MenuItem>
      ) : null}
      {canRelease ? (
        <MenuItem
          icon={<Undo2 aria-hidden className={ICON} />}
          onSelect={() => onAction("release")}
        >
          {t("release")}
        </MenuItem>
      ) : null}
    </Menu>
  );
}

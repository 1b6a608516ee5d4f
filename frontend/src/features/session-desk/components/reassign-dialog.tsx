"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SkeletonList } from "@/components/ui/skeleton";
import { ErrorState, State } from "@/components/ui/states";
import { useToast } from "@/components/ui/toast";
import { useErrorText } from "@/lib/api/use-error-text";
import type { SessionDetail } from "@/lib/session/rules";

import { useAct } from "../api/act";
import { type Colleague, colleaguesQuery } from "../api/lists";

type ReassignDialogProps = { session: SessionDetail; isOpen: boolean; onClose: () => void };

/** Gives a session to another member of its department (P28). */
export function ReassignDialog({ session, isOpen, onClose }: ReassignDialogProps) {
  const t = useTranslations("session-desk.reassign");
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("title")}>
      <Colleagues session={session} onClose={onClose} />
    </Dialog>
  );
}

function Colleagues({ session, onClose }: Omit<ReassignDialogProps, "isOpen">) {
  const t = useTranslations("session-desk.reassign");
  const toast = useToast();
  const errorText = useErrorText();
  const { mutate, isPending } = useAct(session.session_uuid);
  const code = session.department?.code ?? "";
  const { data, error, refetch } = useQuery(colleaguesQuery(code, code !== ""));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <SkeletonList rows={3} />;
  const others = data.filter(({ user_uuid }) => user_uuid !== session.staff_uuid);
  if (others.length === 0) return <State title={t("nobody")} />;
  const give = ({ user_uuid, name }: Colleague) =>
    mutate(
      { name: "reassign", staff_uuid: user_uuid },
      {
        onSuccess: () => {
          toast({ text: t("done", { name }) });
          onClose();
        },
        onError: (refusal) => toast({ text: errorText(refusal), tone: "bad" }),
      },
    );
  return (
    <ul className="flex flex-col gap-2">
      {others.map((one) => (
        <li key={one.user_uuid}>
          <Button look="secondary" isWide isBusy={isPending} onClick={() => give(one)}>
            {one.name}
          </Button>
        </li>
      ))}
    </ul>
  );
}

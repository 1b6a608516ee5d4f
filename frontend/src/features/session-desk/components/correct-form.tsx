"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";

import { DepartmentForm } from "@/components/office/department-form";
import { useToast } from "@/components/ui/toast";
import { useErrorText } from "@/lib/api/use-error-text";
import { analysisQuery } from "@/lib/session/analysis";
import { useDepartmentNameOf } from "@/lib/session/departments";
import type { SessionDetail } from "@/lib/session/rules";

import { useCorrect, useUnteach } from "../api/verify";

type CorrectFormProps = { session: SessionDetail; onDone: () => void };

/** The right department and why; what the pipeline thought of comes first (P25). */
export function CorrectForm({ session, onDone }: CorrectFormProps) {
  const t = useTranslations("session-desk.verify");
  const { data: analysis } = useQuery(analysisQuery(session.session_uuid));
  const tell = useMovedToast(session.session_uuid);
  const { mutate, isPending, error } = useCorrect(session.session_uuid, (correction) => {
    tell(correction);
    onDone();
  });
  return (
    <DepartmentForm
      session={session}
      likely={analysis?.candidates.map(({ code }) => code) ?? []}
      isReasonNeeded
      trains={t("trainsCorrect")}
      submit={t("move")}
      isBusy={isPending}
      error={error}
      onChoose={(department, reason) =>
        mutate({ department, reason, session_version: session.version })
      }
    />
  );
}

/**
 * Says where the session went; while it is read the lesson can be taken back (S3). The form is gone
 * by then, so that nothing here may hang on it.
 */
function useMovedToast(sessionUuid: string) {
  const t = useTranslations("session-desk.verify");
  const toast = useToast();
  const errorText = useErrorText();
  const nameOf = useDepartmentNameOf();
  const { mutate } = useUnteach(sessionUuid, {
    onSuccess: () => toast({ text: t("untaught") }),
    onError: (error) => toast({ text: errorText(error), tone: "bad" }),
  });
  return ({ correction_uuid, department }: { correction_uuid: string; department: string }) =>
    toast({
      text: t("moved", { department: nameOf(department) }),
      action: { label: t("unteach"), onSelect: () => mutate(correction_uuid) },
    });
}

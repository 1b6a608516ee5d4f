"use client";

import { useTranslations } from "next-intl";

import { DepartmentForm } from "@/components/office/department-form";
import { Dialog } from "@/components/ui/dialog";
import { whole } from "@/components/ui/whole";
import { useDepartments } from "@/lib/departments";

import { type Decision, isFirstOf, type TriageRow } from "../rules";

type OtherDialogProps = {
  row: TriageRow;
  isOpen: boolean;
  onClose: () => void;
  onDecide: (decision: Decision) => void;
};

/** Any department of the district, and why; a move needs a reason (P25). */
export function OtherDialog({ row, isOpen, onClose, onDecide }: OtherDialogProps) {
  const t = useTranslations("triage.otherDialog");
  const { nameOf } = useDepartments();
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={t.rich("title", { number: row.number, ...whole })}
    >
      <DepartmentForm
        session={row}
        likely={row.suggestions?.map(({ code }) => code) ?? []}
        isReasonNeeded={!isFirstOf(row)}
        trains={t("trains")}
        submit={t("send")}
        onChoose={(department, reason) => {
          onClose();
          onDecide({ row, department, name: nameOf(department), reason });
        }}
      />
    </Dialog>
  );
}

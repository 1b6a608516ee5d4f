"use client";

import { ListChecks } from "lucide-react";
import { useTranslations } from "next-intl";

import { RoleGate } from "@/components/role-gate";
import { Panes } from "@/components/shell/panes";
import { State } from "@/components/ui/states";
import { AiPanel } from "@/features/ai-panel/components/ai-panel";
import { CitizenPanel } from "@/features/citizen-panel/components/citizen-panel";
import { KeysButton } from "@/features/shortcuts/components/keys";
import { TriageCase } from "@/features/triage/components/triage-case";
import { TriageList } from "@/features/triage/components/triage-list";
import { UndoBar } from "@/features/triage/components/undo-bar";
import { useTriage } from "@/features/triage/use-triage";
import type { Me } from "@/lib/auth/me";
import { queryParamsSet } from "@/lib/use-query-param";

const leave = () => queryParamsSet({ s: null });

/** Where operators decide what the pipeline could not (O1). */
export function TriagePlace() {
  return <RoleGate kinds={["OPERATOR", "SUPERUSER"]}>{(me) => <OneTriage me={me} />}</RoleGate>;
}

function OneTriage({ me }: { me: Me }) {
  const t = useTranslations("triage");
  const triage = useTriage(me);
  const { current, decide } = triage;
  return (
    <>
      <h1 className="sr-only">{t("title")}</h1>
      <Panes
        listLabel={t("queues")}
        list={<TriageList triage={triage} />}
        detailLabel={t("case")}
        detail={
          current ? <TriageCase key={current.session_uuid} row={current} onDecide={decide} /> : null
        }
        empty={
          <State icon={ListChecks} title={t("choose")} action={<KeysButton />}>
            {t("chooseText")}
          </State>
        }
        asideLabel={t("aside")}
        aside={
          current ? (
            <div key={current.session_uuid}>
              <AiPanel sessionUuid={current.session_uuid} />
              <CitizenPanel sessionUuid={current.session_uuid} />
              <div className="no-print hidden border-t border-line p-2 xl:block">
                <KeysButton />
              </div>
            </div>
          ) : (
            <p className="p-4 text-ink-soft">{t("asideEmpty")}</p>
          )
        }
        onBack={leave}
      />
      <UndoBar triage={triage} />
    </>
  );
}

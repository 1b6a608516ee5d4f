"use client";

import { useTranslations } from "next-intl";

import { Office } from "@/components/office/office";
import { OfficeTabs } from "@/components/office/office-tabs";
import { RoleGate } from "@/components/role-gate";
import type { Me } from "@/lib/auth/me";
import { queryParamsSet, useQueryParam } from "@/lib/use-query-param";

import { TABS } from "../rules";
import { Audit } from "./audit";
import { HealthView } from "./health";

/** How the pipeline does, and who did what (Q4, P39). */
export function System() {
  return <RoleGate kinds={["OPERATOR", "SUPERUSER"]}>{(me) => <Both me={me} />}</RoleGate>;
}

function Both({ me }: { me: Me }) {
  const t = useTranslations("system");
  const tabs = me.kind === "SUPERUSER" ? TABS : TABS.slice(0, 1);
  const asked = useQueryParam("tab");
  const tab = tabs.find((one) => one === asked) ?? "health";
  return (
    <Office title={t("title")} lead={t("lead")}>
      <OfficeTabs
        label={t("title")}
        value={tab}
        onChange={(value) => queryParamsSet({ tab: value === "health" ? null : value })}
        tabs={tabs.map((value) => ({ value, label: t(`tabs.${value}`) }))}
      >
        {tab === "health" ? <HealthView /> : <Audit />}
      </OfficeTabs>
    </Office>
  );
}

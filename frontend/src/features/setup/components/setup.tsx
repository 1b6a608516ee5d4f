"use client";

import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";

import { Office } from "@/components/office/office";
import { OfficeTabs } from "@/components/office/office-tabs";
import { ParamSelect } from "@/components/office/toolbar";
import { RoleGate } from "@/components/role-gate";
import { Button } from "@/components/ui/button";
import { SkeletonList } from "@/components/ui/skeleton";
import { ErrorState, State } from "@/components/ui/states";
import type { Me } from "@/lib/auth/me";
import { queryParamsSet, useQueryParam } from "@/lib/use-query-param";

import { districtsQuery } from "../api/places";
import { type District, TABS, tabOf } from "../rules";
import { Departments } from "./departments";
import { DistrictDialog } from "./district-dialog";
import { Prompts } from "./prompts";
import { RulesForm } from "./rules-form";

/** Districts, their departments and rules, and the prompt (Q2); operators see their texts (O2). */
export function Setup() {
  return <RoleGate kinds={["OPERATOR", "SUPERUSER"]}>{(me) => <Place me={me} />}</RoleGate>;
}

function useShown(me: Me, districts: readonly District[] | undefined) {
  const tabs = me.kind === "SUPERUSER" ? TABS : TABS.slice(0, 1);
  const tab = tabOf(useQueryParam("tab"), tabs);
  const wanted = useQueryParam("district") ?? me.district;
  return { tabs, tab, district: districts?.find(({ code }) => code === wanted) ?? districts?.[0] };
}

function Place({ me }: { me: Me }) {
  const t = useTranslations("setup");
  const query = useQuery(districtsQuery);
  const { data } = query;
  const { tabs, tab, district } = useShown(me, data);
  const hasChoice = me.kind === "SUPERUSER" && tab !== "prompts";
  return (
    <Office
      title={t("title")}
      lead={t("lead")}
      actions={hasChoice && data ? <Choice districts={data} chosen={district?.code ?? ""} /> : null}
    >
      <OfficeTabs
        label={t("title")}
        value={tab}
        onChange={(value) =>
          queryParamsSet({ tab: value === "departments" ? null : value, page: null })
        }
        tabs={tabs.map((value) => ({ value, label: t(`tabs.${value}`) }))}
      >
        <Loaded query={query}>
          {district ? <Shown key={district.code} tab={tab} district={district} me={me} /> : null}
        </Loaded>
      </OfficeTabs>
    </Office>
  );
}

type LoadedProps = { query: UseQueryResult<readonly District[]>; children: ReactNode };

function Loaded({ query: { data, error, refetch }, children }: LoadedProps) {
  const t = useTranslations("setup");
  if (data) return data.length === 0 ? <State title={t("noDistricts")} /> : children;
  return error ? (
    <ErrorState error={error} onRetry={() => void refetch()} />
  ) : (
    <SkeletonList rows={4} />
  );
}

/** Which district, and the way to a new one. */
function Choice({ districts, chosen }: { districts: readonly District[]; chosen: string }) {
  const t = useTranslations("setup");
  const [isNew, setIsNew] = useState(false);
  return (
    <>
      <ParamSelect
        name="district"
        label={t("district")}
        value={chosen}
        options={districts.map(({ code, name }) => ({ value: code, label: name }))}
      />
      <Button look="secondary" size="sm" onClick={() => setIsNew(true)}>
        {t("districtNew")}
      </Button>
      <DistrictDialog isOpen={isNew} onClose={() => setIsNew(false)} />
    </>
  );
}

type ShownProps = { tab: (typeof TABS)[number]; district: District; me: Me };

function Shown({ tab, district, me }: ShownProps) {
  if (tab === "prompts") return <Prompts />;
  if (tab === "rules") return <RulesForm district={district} />;
  return <Departments district={district} canClose={me.kind === "SUPERUSER"} />;
}

"use client";

import { MessagesSquare } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useState } from "react";

import { RoleGate } from "@/components/role-gate";
import { Panes } from "@/components/shell/panes";
import { State } from "@/components/ui/states";
import { AiPanel } from "@/features/ai-panel/components/ai-panel";
import { CitizenPanel } from "@/features/citizen-panel/components/citizen-panel";
import { Inbox } from "@/features/inbox/components/inbox";
import { SessionDesk } from "@/features/session-desk/components/session-desk";
import { KeysButton } from "@/features/shortcuts/components/keys";
import type { Me } from "@/lib/auth/me";
import { queryParamsSet, useQueryParam } from "@/lib/use-query-param";

const leave = () => queryParamsSet({ s: null });

/** The place where officials work: queues, one session, and what is known about it. */
export function Workplace() {
  return (
    <RoleGate kinds={["STAFF", "OPERATOR", "SUPERUSER"]}>{(me) => <OnePlace me={me} />}</RoleGate>
  );
}

function OnePlace({ me }: { me: Me }) {
  const t = useTranslations("inbox");
  const sessionUuid = useQueryParam("s") ?? null;
  const [goneUuid, setGoneUuid] = useState<string | null>(null);
  const onGone = useCallback(
    (isGone: boolean) => setGoneUuid(isGone ? sessionUuid : null),
    [sessionUuid],
  );
  return (
    <>
      <h1 className="sr-only">{t("title")}</h1>
      <Panes
        listLabel={t("title")}
        list={<Inbox me={me} />}
        detailLabel={t("session")}
        detail={
          sessionUuid ? (
            <SessionDesk
              key={sessionUuid}
              sessionUuid={sessionUuid}
              me={me}
              onLeft={leave}
              onGone={onGone}
            />
          ) : null
        }
        empty={
          <State icon={MessagesSquare} title={t("choose")} action={<KeysButton />}>
            {t("chooseText")}
          </State>
        }
        asideLabel={t("aside")}
        aside={
          sessionUuid && sessionUuid !== goneUuid ? (
            <div key={sessionUuid}>
              <AiPanel sessionUuid={sessionUuid} />
              <CitizenPanel sessionUuid={sessionUuid} />
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
    </>
  );
}

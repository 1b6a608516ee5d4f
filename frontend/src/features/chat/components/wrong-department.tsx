"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import type { SessionDetail } from "@/lib/session/rules";

/** Few object: what they do it with is fetched then. */
const ObjectionDialog = dynamic(() =>
  import("./objection-dialog").then((module) => module.ObjectionDialog),
);

/** "This is not right": tells staff and operators; once it is told it says so. */
export function WrongDepartment({ session }: { session: SessionDetail }) {
  const t = useTranslations("chat.why");
  const [isAsked, setIsAsked] = useState<boolean | null>(null);
  return (
    <>
      {session.is_disputed ? (
        <p className="mt-1 font-semibold" role="status">
          {t("told")}
        </p>
      ) : (
        <Button
          look="quiet"
          size="sm"
          className="no-print -ml-3.5 text-left underline"
          onClick={() => setIsAsked(true)}
        >
          {t("wrong")}
        </Button>
      )}
      {isAsked === null ? null : (
        <ObjectionDialog
          sessionUuid={session.session_uuid}
          isOpen={isAsked}
          onClose={() => setIsAsked(false)}
        />
      )}
    </>
  );
}

"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { SessionDetail } from "@/lib/session/rules";

/** Few object: their form is fetched when they do. */
const ObjectionForm = dynamic(() =>
  import("./objection-form").then((module) => module.ObjectionForm),
);

/** "This is not right": tells staff and operators; once it is told it says so. */
export function WrongDepartment({ session }: { session: SessionDetail }) {
  const t = useTranslations("chat.why");
  const [isAsked, setIsAsked] = useState(false);
  const close = () => setIsAsked(false);
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
      <Dialog isOpen={isAsked} onClose={close} title={t("wrongTitle")}>
        <ObjectionForm sessionUuid={session.session_uuid} onDone={close} />
      </Dialog>
    </>
  );
}

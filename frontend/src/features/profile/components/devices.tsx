"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";

import { Button } from "@/components/ui/button";
import { Chip } from "@/components/ui/chip";
import { Skeleton } from "@/components/ui/skeleton";
import { ErrorState } from "@/components/ui/states";
import { useToast } from "@/components/ui/toast";
import type { Schemas } from "@/lib/api/client";
import { useErrorText } from "@/lib/api/use-error-text";
import { useRouter } from "@/lib/i18n/navigation";

import { signInsQuery, useSignInEnd, useSignOutEverywhere } from "../api/sign-ins";
import { deviceOf } from "../rules";
import { useDates } from "@/lib/i18n/use-dates";

export function Devices() {
  const t = useTranslations("profile");
  const { data, error, refetch } = useQuery(signInsQuery);
  const router = useRouter();
  const everywhere = useSignOutEverywhere();
  const toast = useToast();
  const errorText = useErrorText();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-24 w-full" />;
  const leave = () =>
    everywhere.mutate(undefined, {
      onSuccess: () => router.push("/"),
      onError: (failed) => toast({ tone: "bad", text: errorText(failed) }),
    });
  return (
    <>
      <ul className="divide-y divide-line">
        {data.map((row) => (
          <DeviceRow key={row.sign_in_uuid} row={row} />
        ))}
      </ul>
      <Button look="danger" className="self-start" isBusy={everywhere.isPending} onClick={leave}>
        {t("everywhere")}
      </Button>
    </>
  );
}

function DeviceRow({ row }: { row: Schemas["SignInReply"] }) {
  const t = useTranslations("profile");
  const dates = useDates();
  const end = useSignInEnd();
  const name = deviceOf(row.device) ?? t("unknownDevice");
  const at = dates(row.seen_at, "full");
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 py-3">
      <span className="flex flex-col">
        <span className="font-semibold">{name}</span>
        <span className="text-sm text-ink-soft">{t("seenAt", { at })}</span>
      </span>
      {row.is_current ? (
        <Chip tone="ok">{t("here")}</Chip>
      ) : (
        <Button
          look="quiet"
          size="sm"
          isBusy={end.isPending}
          onClick={() => end.mutate(row.sign_in_uuid)}
        >
          {t("end")}
          <span className="sr-only">: {name}</span>
        </Button>
      )}
    </li>
  );
}

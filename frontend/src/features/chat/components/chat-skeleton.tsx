"use client";

import { useTranslations } from "next-intl";

import { Skeleton } from "@/components/ui/skeleton";

/** The shape of a matter that waits for staff, part by part where it will stand. */
export function ChatSkeleton() {
  const t = useTranslations("common");
  return (
    <div className="shell-width flex flex-1 flex-col gap-4 pt-4" role="status">
      <span className="sr-only">{t("loading")}</span>
      <div className="flex flex-col gap-1">
        <div className="h-11" />
        <div className="flex h-11 items-center">
          <Skeleton className="h-8 w-48" />
        </div>
        <Skeleton className="h-6 w-64 max-w-full" />
      </div>
      <Skeleton className="h-96 rounded-card" />
      <Skeleton className="ml-auto h-24 w-3/4 rounded-2xl" />
    </div>
  );
}

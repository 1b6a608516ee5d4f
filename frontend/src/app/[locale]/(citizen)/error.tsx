"use client";

import { ErrorState } from "@/components/ui/states";

/** What is shown instead of a page that broke. */
export default function BrokenPage({ error, retry }: { error: Error; retry: () => void }) {
  return <ErrorState error={error} onRetry={retry} />;
}

"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import { queryClientMake } from "@/lib/api/query-client";
import { meForget } from "@/lib/auth/me";
import { LateMessages } from "@/lib/i18n/late-messages";
import { LiveProvider } from "@/lib/live/provider";

/** What every page stands on: the cache of the server's answers and the socket. */
export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(() => queryClientMake(meForget));
  return (
    <QueryClientProvider client={client}>
      <LiveProvider>
        <LateMessages>{children}</LateMessages>
      </LiveProvider>
    </QueryClientProvider>
  );
}

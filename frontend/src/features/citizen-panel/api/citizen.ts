import { queryOptions } from "@tanstack/react-query";

import { takeIfThere } from "@/lib/api/newer";
import type { SessionRow } from "@/lib/session/rules";

export type CitizenPanelData = {
  citizen_uuid: string;
  name: string;
  phone_masked: string;
  language: "uz" | "uz-cyrl" | "ru";
  channels: string[];
  earlier_sessions: SessionRow[];
};

/** Who wrote. Each look is written down (P39), so that it is asked for once, and by hand. */
export function citizenQuery(sessionUuid: string, isWanted: boolean) {
  return queryOptions({
    queryKey: ["citizen", sessionUuid],
    enabled: isWanted,
    staleTime: Infinity,
    queryFn: ({ signal }) =>
      takeIfThere<CitizenPanelData>(`/api/v1/sessions/${encodeURIComponent(sessionUuid)}/citizen`, {
        signal,
      }),
  });
}

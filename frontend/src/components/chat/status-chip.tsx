import { useTranslations } from "next-intl";

import { Chip, type Tone } from "@/components/ui/chip";
import type { SessionStatus } from "@/lib/session/rules";

const TONES: Record<SessionStatus, Tone> = {
  ROUTING: "brand",
  QUARANTINED: "warn",
  NEEDS_OPERATOR: "warn",
  WAITING: "brand",
  ACTIVE: "ok",
  CLOSED: "neutral",
};

export function StatusChip({ status }: { status: SessionStatus }) {
  const t = useTranslations("common.status");
  return <Chip tone={TONES[status]}>{t(status)}</Chip>;
}

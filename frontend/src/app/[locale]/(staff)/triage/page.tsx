import { WithMessages } from "@/components/with-messages";
import { pageTitle } from "@/lib/i18n/page";

import { TriagePlace } from "./_parts/triage-place";

export const generateMetadata = pageTitle("triage");

export default function TriagePage() {
  return (
    <WithMessages names={["office", "triage", "ai-panel", "citizen-panel"]}>
      <TriagePlace />
    </WithMessages>
  );
}

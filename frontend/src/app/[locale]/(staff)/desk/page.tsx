import { WithMessages } from "@/components/with-messages";
import { pageTitle } from "@/lib/i18n/page";

import { Workplace } from "./_parts/workplace";

export const generateMetadata = pageTitle("inbox");

export default function DeskPage() {
  return (
    <WithMessages names={["office", "inbox", "session-desk", "files", "ai-panel", "citizen-panel"]}>
      <Workplace />
    </WithMessages>
  );
}

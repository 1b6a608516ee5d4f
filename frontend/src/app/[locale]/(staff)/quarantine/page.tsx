import { WithMessages } from "@/components/with-messages";
import { Quarantine } from "@/features/quarantine/components/quarantine";
import { pageTitle } from "@/lib/i18n/page";

export const generateMetadata = pageTitle("quarantine");

export default function QuarantinePage() {
  return (
    <WithMessages names={["office", "quarantine"]}>
      <Quarantine />
    </WithMessages>
  );
}

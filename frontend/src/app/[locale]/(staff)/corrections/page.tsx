import { WithMessages } from "@/components/with-messages";
import { Corrections } from "@/features/corrections/components/corrections";
import { pageTitle } from "@/lib/i18n/page";

export const generateMetadata = pageTitle("corrections");

export default function CorrectionsPage() {
  return (
    <WithMessages names={["office", "corrections"]}>
      <Corrections />
    </WithMessages>
  );
}

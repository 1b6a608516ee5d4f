import { WithMessages } from "@/components/with-messages";
import { System } from "@/features/system/components/system";
import { pageTitle } from "@/lib/i18n/page";

export const generateMetadata = pageTitle("system");

export default function SystemPage() {
  return (
    <WithMessages names={["office", "system"]}>
      <System />
    </WithMessages>
  );
}

import { WithMessages } from "@/components/with-messages";
import { Setup } from "@/features/setup/components/setup";
import { pageTitle } from "@/lib/i18n/page";

export const generateMetadata = pageTitle("setup");

export default function SetupPage() {
  return (
    <WithMessages names={["office", "setup"]}>
      <Setup />
    </WithMessages>
  );
}

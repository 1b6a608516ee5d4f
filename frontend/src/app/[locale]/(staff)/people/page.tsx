import { WithMessages } from "@/components/with-messages";
import { People } from "@/features/people/components/people";
import { pageTitle } from "@/lib/i18n/page";

export const generateMetadata = pageTitle("people");

export default function PeoplePage() {
  return (
    <WithMessages names={["office", "people"]}>
      <People />
    </WithMessages>
  );
}

import { PublicStatus } from "@/features/public-status/components/public-status";
import { ClientMessages } from "@/lib/i18n/client-messages";
import { pageTitle } from "@/lib/i18n/page";

export const generateMetadata = pageTitle("status");

export default function StatusPage() {
  return (
    <ClientMessages names={["status"]}>
      <PublicStatus />
    </ClientMessages>
  );
}

import { StaffSignIn } from "@/features/staff-sign-in/components/staff-sign-in";
import { ClientMessages } from "@/lib/i18n/client-messages";
import { pageTitle } from "@/lib/i18n/page";

export const generateMetadata = pageTitle("staff-sign-in");

export default function StaffSignInPage() {
  return (
    <ClientMessages names={["staff-sign-in"]}>
      <StaffSignIn />
    </ClientMessages>
  );
}

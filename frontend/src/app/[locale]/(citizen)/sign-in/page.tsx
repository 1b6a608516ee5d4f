import { PhoneSignIn } from "@/features/phone-sign-in/components/phone-sign-in";
import { ClientMessages } from "@/lib/i18n/client-messages";
import { pageTitle } from "@/lib/i18n/page";

export const generateMetadata = pageTitle("sign-in");

export default function SignInPage() {
  return (
    <ClientMessages names={["sign-in"]}>
      <PhoneSignIn />
    </ClientMessages>
  );
}

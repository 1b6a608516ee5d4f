import { WithMessages } from "@/components/with-messages";
import { Profile } from "@/features/profile/components/profile";
import { pageTitle } from "@/lib/i18n/page";

export const generateMetadata = pageTitle("profile");

export default function ProfilePage() {
  return (
    <WithMessages names={["profile"]}>
      <Profile />
    </WithMessages>
  );
}

import { Landing } from "@/features/landing/components/landing";
import { pageTitle } from "@/lib/i18n/page";

import { NewMessageButton } from "./_parts/new-message-button";

export const generateMetadata = async () => ({
  title: { absolute: (await pageTitle("landing")()).title },
});

export default function LandingPage() {
  return <Landing newMessage={(words) => <NewMessageButton>{words}</NewMessageButton>} />;
}

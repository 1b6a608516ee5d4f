import { WithMessages } from "@/components/with-messages";
import { pageTitle } from "@/lib/i18n/page";

import { CitizenChat } from "../_parts/citizen-chat";

export const generateMetadata = pageTitle("chat");

export default function ChatPage() {
  return (
    <WithMessages names={["chat", "files"]}>
      <CitizenChat />
    </WithMessages>
  );
}

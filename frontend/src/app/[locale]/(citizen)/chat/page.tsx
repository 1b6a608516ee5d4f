import { ClientMessages } from "@/lib/i18n/client-messages";
import { pageTitle } from "@/lib/i18n/page";

import { CitizenChat } from "../_parts/citizen-chat";

export const generateMetadata = pageTitle("chat");

/** As high as the window from the start, so that the footer never jumps when the matter arrives. */
export default function ChatPage() {
  return (
    <div className="flex min-h-dvh flex-col">
      <ClientMessages names={["chat", "files"]}>
        <CitizenChat />
      </ClientMessages>
    </div>
  );
}

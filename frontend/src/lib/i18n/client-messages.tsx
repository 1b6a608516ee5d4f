import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";

import { MessagesMore } from "./messages-more";
import type { Namespace } from "./namespaces";

/**
 * Gives the client components below the messages of `names`, besides those they have already.
 *
 * What is not named does not travel; text of server components needs no naming.
 */
export async function ClientMessages({
  names,
  children,
}: {
  names: readonly Namespace[];
  children: ReactNode;
}) {
  const all = await getMessages();
  const messages = Object.fromEntries(names.map((name) => [name, all[name]]));
  return <MessagesMore messages={messages}>{children}</MessagesMore>;
}

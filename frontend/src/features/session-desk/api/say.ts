import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, take } from "@/lib/api/client";
import { filesUpload } from "@/lib/files/upload";
import { type Message, messagePut, type SessionDetail } from "@/lib/session/rules";
import { sessionKey, SESSIONS_KEY } from "@/lib/session/use-session";

export type Mode = "reply" | "note";

/** What this person has written and the server has not saved yet. */
export type Outgoing = {
  clientMessageId: string;
  mode: Mode;
  text: string;
  files: readonly File[];
  at: string;
  isFailed: boolean;
};

async function call(sessionUuid: string, { mode, text, clientMessageId, files }: Outgoing) {
  const file_uuids = await filesUpload(files);
  const init = {
    params: { path: { session_uuid: sessionUuid } },
    body: { text, client_message_id: clientMessageId, file_uuids },
  };
  return mode === "note"
    ? api.POST("/api/v1/sessions/{session_uuid}/notes", init)
    : api.POST("/api/v1/sessions/{session_uuid}/replies", init);
}

/** Shows words at once, saves them, and lets those that failed be sent again (P6). */
export function useSay(sessionUuid: string) {
  const queries = useQueryClient();
  const [outgoing, setOutgoing] = useState<readonly Outgoing[]>([]);
  const key = sessionKey(sessionUuid);

  function put(message: Message): void {
    queries.setQueryData<SessionDetail>(key, (session) =>
      session ? { ...session, messages: messagePut(session.messages, message) } : session,
    );
  }

  function mark(id: string, isFailed: boolean): void {
    setOutgoing((before) =>
      before.map((one) => (one.clientMessageId === id ? { ...one, isFailed } : one)),
    );
  }

  const { mutate } = useMutation({
    mutationFn: (one: Outgoing) => take<Message>(call(sessionUuid, one)),
    onSuccess: (message, { clientMessageId }) => {
      put(message);
      setOutgoing((before) => before.filter((one) => one.clientMessageId !== clientMessageId));
      void queries.invalidateQueries({ queryKey: key });
      void queries.invalidateQueries({ queryKey: SESSIONS_KEY });
    },
    onError: (_error, { clientMessageId }) => {
      mark(clientMessageId, true);
      void queries.invalidateQueries({ queryKey: key });
    },
  });

  function say(mode: Mode, text: string, files: readonly File[]): void {
    const at = new Date().toISOString();
    const one = { clientMessageId: crypto.randomUUID(), mode, text, files, at, isFailed: false };
    setOutgoing((before) => [...before, one]);
    mutate(one);
  }

  function sayAgain(one: Outgoing): void {
    mark(one.clientMessageId, false);
    mutate(one);
  }

  return { outgoing, say, sayAgain };
}

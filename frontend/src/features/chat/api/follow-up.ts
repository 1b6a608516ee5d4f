import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api, take } from "@/lib/api/client";
import { filesUpload } from "@/lib/files/upload";
import { sessionKey } from "@/lib/session/use-session";

import type { Outgoing } from "../rules";

type Change = (before: readonly Outgoing[]) => readonly Outgoing[];

/** Sends messages that are shown before they are saved; one that failed can be sent again. */
export function useFollowUps(sessionUuid: string) {
  const queries = useQueryClient();
  const [outgoing, setOutgoing] = useState<readonly Outgoing[]>([]);
  const [savedIds, setSavedIds] = useState<ReadonlyMap<string, string>>(new Map());
  const change = (make: Change) => setOutgoing(make);
  const mark = (id: string, isFailed: boolean) =>
    change((before) =>
      before.map((one) => (one.clientMessageId === id ? { ...one, isFailed } : one)),
    );
  const { mutate } = useMutation({
    // What was written without a network leaves by itself when it is back.
    networkMode: "online",
    mutationFn: async ({ text, clientMessageId, files }: Outgoing) => {
      const file_uuids = await filesUpload(files);
      const params = { path: { session_uuid: sessionUuid } };
      const body = { text, client_message_id: clientMessageId, file_uuids };
      return take(api.POST("/api/v1/sessions/{session_uuid}/messages", { params, body }));
    },
    onSuccess: (saved, { clientMessageId }) => {
      setSavedIds((before) => new Map(before).set(clientMessageId, saved.message_uuid));
      void queries.invalidateQueries({ queryKey: sessionKey(sessionUuid) });
    },
    onError: (_error, { clientMessageId }) => mark(clientMessageId, true),
  });

  function send(text: string, files: readonly File[]): void {
    const at = new Date().toISOString();
    const one = { clientMessageId: crypto.randomUUID(), text, files, at, isFailed: false };
    change((before) => [...before, one]);
    mutate(one);
  }

  function sendAgain(one: Outgoing): void {
    mark(one.clientMessageId, false);
    mutate(one);
  }

  return { outgoing, savedIds, send, sendAgain };
}

import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, type Schemas, take } from "@/lib/api/client";
import { filesUpload } from "@/lib/files/upload";
import type { SessionDetail } from "@/lib/session/rules";
import { sessionKey, SESSIONS_KEY } from "@/lib/session/use-session";

import type { Draft } from "../draft";
import type { Place } from "../rules";

type Saved = Schemas["MessageSubmitReply"];

export type Written = Draft & { files: readonly File[]; place: Place | null };

/** Saves a message; the chat can be shown at once from what is known of it (P8). */
export function useSubmit() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ text, clientMessageId, files, place }: Written) => {
      const file_uuids = await filesUpload(files);
      const body = { text, client_message_id: clientMessageId, file_uuids, place };
      return take(api.POST("/api/v1/messages", { body }));
    },
    onSuccess: (saved, { text }) => {
      const key = sessionKey(saved.session_uuid);
      // The true session replaces it within the second: it is stale from the start.
      if (!queries.getQueryData(key)) {
        queries.setQueryData(key, sessionExpected(saved, text), { updatedAt: 1 });
      }
      void queries.invalidateQueries({ queryKey: SESSIONS_KEY });
    },
  });
}

/** The session as it is a moment after its first message. */
function sessionExpected(saved: Saved, text: string): SessionDetail {
  const at = saved.created_at;
  return {
    session_uuid: saved.session_uuid,
    number: saved.number,
    status: "ROUTING",
    is_locked: true,
    district: "",
    department: null,
    staff: null,
    staff_uuid: null,
    channel: "WEB",
    version: 1,
    last_sequence: saved.sequence,
    sequence: 0,
    opened_at: at,
    routed_at: null,
    last_message_at: at,
    is_verified: false,
    is_held: false,
    is_overdue: false,
    unread: 0,
    closes_at: null,
    legal_deadline_at: at,
    legal_state: "IN_TIME",
    closed_at: null,
    close_reason: "",
    close_outcome: "",
    follows: null,
    is_disputed: false,
    objections: [],
    messages: [
      {
        message_uuid: saved.message_uuid,
        sequence: saved.sequence,
        text,
        is_staff_message: false,
        sender_kind: "CITIZEN",
        notice: "",
        notice_data: {},
        visibility: "PUBLIC",
        state: saved.state,
        author: null,
        created_at: at,
        sent_at: at,
        files: [],
        place: null,
      },
    ],
  };
}

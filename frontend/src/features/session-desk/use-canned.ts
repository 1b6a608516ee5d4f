"use client";

import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";

import { placeAfter } from "@/lib/arrows";
import { analysisQuery } from "@/lib/session/analysis";
import { useDepartmentName } from "@/lib/session/departments";
import type { SessionDetail } from "@/lib/session/rules";

import { cannedQuery } from "./api/lists";
import { cannedAsked, cannedFilled, cannedFound, type CannedReply } from "./rules";

/** The list that `/` opens: what it holds, which row is meant, and the keys that lead it. */
export function useCanned(session: SessionDetail, text: string, onText: (text: string) => void) {
  const [active, setActive] = useState(0);
  const department = useDepartmentName()(session.department);
  const asked = cannedAsked(text);
  const code = session.department?.code ?? null;
  const { data: replies = [] } = useQuery(cannedQuery(asked === null ? null : code));
  const { data: analysis } = useQuery(analysisQuery(session.session_uuid));
  const found = asked === null ? [] : cannedFound(replies, asked, analysis?.language ?? "");
  const at = Math.min(active, Math.max(0, found.length - 1));

  function choose(reply: CannedReply | undefined): void {
    if (!reply) return;
    const values = { number: session.number, department, staff: session.staff ?? "" };
    onText(cannedFilled(reply.text, values));
    setActive(0);
  }

  /** Returns whether the key was for the list. */
  function keyDown(event: KeyboardEvent): boolean {
    if (asked === null) return false;
    const next = placeAfter(event.key, at, found.length);
    if (next !== null) setActive(next);
    else if (event.key === "Enter" && found.length > 0) choose(found[at]);
    else if (event.key === "Escape") onText("");
    else return false;
    event.preventDefault();
    return true;
  }

  return { isOpen: asked !== null, found, active: at, choose, keyDown };
}

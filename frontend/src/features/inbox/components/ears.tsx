"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { useLiveTopic } from "@/lib/live/provider";
import type { LiveEvent } from "@/lib/live/types";
import { SESSIONS_KEY } from "@/lib/session/use-session";

type EarProps = {
  topic: string;
  onLive: (topic: string, isLive: boolean) => void;
  onEvent: (topic: string, event: LiveEvent) => void;
};

/** Listens to one topic and loads the lists again when a queue changes. */
function Ear({ topic, onLive, onEvent }: EarProps) {
  const queries = useQueryClient();
  const again = () => void queries.invalidateQueries({ queryKey: SESSIONS_KEY });
  const isLive = useLiveTopic(topic, {
    onEvent: ({ event }) => {
      onEvent(topic, event);
      if (event.kind !== "presence") again();
    },
    onResync: again,
  });
  useEffect(() => {
    onLive(topic, isLive);
    return () => onLive(topic, false);
  }, [topic, isLive, onLive]);
  return null;
}

type EarsProps = Omit<EarProps, "topic"> & { topics: readonly string[] };

/** One ear a topic. */
export function Ears({ topics, ...told }: EarsProps) {
  return topics.map((topic) => <Ear key={topic} topic={topic} {...told} />);
}

"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { useLiveTopic } from "@/lib/live/provider";
import { SESSIONS_KEY } from "@/lib/session/use-session";

type EarProps = { topic: string; onLive: (topic: string, isLive: boolean) => void };

/** Listens to one topic and loads the lists again when a queue changes. */
function Ear({ topic, onLive }: EarProps) {
  const queries = useQueryClient();
  const again = () => void queries.invalidateQueries({ queryKey: SESSIONS_KEY });
  const isLive = useLiveTopic(topic, { onEvent: again, onResync: again });
  useEffect(() => {
    onLive(topic, isLive);
    return () => onLive(topic, false);
  }, [topic, isLive, onLive]);
  return null;
}

/** One ear a topic. */
export function Ears({
  topics,
  onLive,
}: {
  topics: readonly string[];
  onLive: EarProps["onLive"];
}) {
  return topics.map((topic) => <Ear key={topic} topic={topic} onLive={onLive} />);
}

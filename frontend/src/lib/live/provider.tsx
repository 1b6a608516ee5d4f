"use client";

import { useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";

import { meForget, useAuth } from "@/lib/auth/me";

import { LiveClient, type LiveState } from "./client";
import type { TopicListener } from "./topic";

const LiveContext = createContext<LiveClient | null>(null);
const NOT_LIVE: LiveState = { status: "idle", wasOpen: false };

function socketUrl(): string {
  const scheme = window.location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${window.location.host}/ws/v1/`;
}

/** Holds the one socket of the tab; it is open while somebody is signed in and listens. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const { status } = useAuth();
  const [client] = useState(
    () => new LiveClient({ url: socketUrl, onSignedOut: () => meForget(queries) }),
  );
  useEffect(() => {
    if (status !== "signed-in") return undefined;
    client.start();
    return () => client.stop();
  }, [client, status]);
  useEffect(() => wakingFollow(client), [client]);
  return <LiveContext.Provider value={client}>{children}</LiveContext.Provider>;
}

/** A browser that goes offline does not close its sockets, so that we listen for it ourselves. */
function wakingFollow(client: LiveClient): () => void {
  const looked = () => document.visibilityState === "visible" && client.wokeUp();
  window.addEventListener("offline", client.wentOffline);
  window.addEventListener("online", client.wokeUp);
  document.addEventListener("visibilitychange", looked);
  return () => {
    window.removeEventListener("offline", client.wentOffline);
    window.removeEventListener("online", client.wokeUp);
    document.removeEventListener("visibilitychange", looked);
  };
}

export function useLiveClient(): LiveClient {
  const client = useContext(LiveContext);
  if (client === null) throw new Error("LiveProvider is missing above this component.");
  return client;
}

export function useLiveState(): LiveState {
  const client = useLiveClient();
  return useSyncExternalStore(client.watch, client.getState, () => NOT_LIVE);
}

/**
 * Listens to a topic while the component is shown; `null` listens to nothing.
 *
 * `after` is the sequence of the snapshot in the cache: the server replays what came later.
 * Returns whether the topic is live now; while it is not, poll.
 */
export function useLiveTopic(
  topic: string | null,
  listener: TopicListener,
  after: number | null = null,
): boolean {
  const client = useLiveClient();
  const current = useRef(listener);
  const first = useRef(after);
  useEffect(() => {
    current.current = listener;
    first.current = after;
  });
  useEffect(() => {
    if (topic === null) return undefined;
    const told: TopicListener = {
      onEvent: (frame) => current.current.onEvent(frame),
      onResync: () => current.current.onResync?.(),
      onGone: () => current.current.onGone?.(),
    };
    return client.subscribe(topic, told, first.current);
  }, [client, topic]);
  useEffect(() => {
    if (topic !== null && after !== null) client.seen(topic, after);
  }, [client, topic, after]);
  const isLive = () => topic !== null && client.isSubscribed(topic);
  return useSyncExternalStore(client.watch, isLive, () => false);
}

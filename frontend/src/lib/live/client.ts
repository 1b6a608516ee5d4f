/** One socket a tab: subscribes, replays, notices silence, comes back with patience. */

import { reconnectWaitMs, WAIT_MAX_MS } from "./backoff";
import { Topic, type TopicListener } from "./topic";
import {
  type ClientFrame,
  CLOSE_FORBIDDEN,
  CLOSE_SIGNED_OUT,
  CLOSE_TOO_MUCH,
  frameParse,
  type ServerFrame,
} from "./types";

/**
 * `idle`: nobody listens. `connecting`: a try is on its way. `open`: live.
 * `waiting`: the next try has a time. `offline`: the device has no network.
 * `refused`: the server will not have us until `start` is called again.
 */
export type LiveStatus = "idle" | "connecting" | "open" | "waiting" | "offline" | "refused";

export type LiveState = {
  status: LiveStatus;
  /** Whether this tab was ever live: if not, sockets may be blocked, and polling has to do. */
  wasOpen: boolean;
};

export type LiveOptions = {
  url: () => string;
  socketMake?: (url: string) => WebSocket;
  random?: () => number;
  onSignedOut?: () => void;
};

const ANSWERS_WITHIN_MS = 10_000;
const HEARTBEAT_MS = 30_000;

export class LiveClient {
  private topics = new Map<string, Topic>();
  private watchers = new Set<() => void>();
  private state: LiveState = { status: "idle", wasOpen: false };
  private socket: WebSocket | null = null;
  private failures = 0;
  private heartbeatMs = HEARTBEAT_MS;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private pulseTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: LiveOptions) {}

  getState = (): LiveState => this.state;

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** Listens to a topic; `after` is the sequence of the snapshot that the listener has. */
  subscribe(name: string, listener: TopicListener, after: number | null = null): () => void {
    const topic = this.topics.get(name) ?? new Topic(name);
    if (after !== null) topic.seen(after);
    topic.listeners.add(listener);
    if (!this.topics.has(name)) {
      this.topics.set(name, topic);
      this.send({ type: "subscribe", topic: name, after: topic.last });
    }
    this.start();
    return () => this.unsubscribe(topic, listener);
  }

  /** Tells that a fresh snapshot holds everything up to `sequence`. */
  seen(name: string, sequence: number): void {
    const topic = this.topics.get(name);
    topic?.seen(sequence);
    if (topic?.isStale) {
      topic.isStale = false;
      this.send({ type: "subscribe", topic: name, after: topic.last });
    }
  }

  typing(sessionUuid: string, isTyping: boolean): void {
    this.send({ type: "typing", session_uuid: sessionUuid, is_typing: isTyping });
  }

  isSubscribed(name: string): boolean {
    return this.state.status === "open" && (this.topics.get(name)?.isSubscribed ?? false);
  }

  /** Connects if somebody listens and nothing is under way. */
  start(): void {
    const isUnderWay = this.socket !== null || this.state.status === "waiting";
    if (isUnderWay || this.state.status === "refused" || this.topics.size === 0) return;
    this.connect();
  }

  /** Ends the connection and forgets refusals; listeners stay and `start` brings them back. */
  stop(): void {
    this.drop();
    this.failures = 0;
    this.become("idle");
  }

  wentOffline = (): void => {
    if (this.state.status === "idle" || this.state.status === "refused") return;
    this.drop();
    this.become("offline");
  };

  /** The network is back, or the tab is looked at again: do not wait for the timer. */
  wokeUp = (): void => {
    if (this.state.status !== "waiting" && this.state.status !== "offline") return;
    clearTimeout(this.retryTimer);
    this.connect();
  };

  private unsubscribe(topic: Topic, listener: TopicListener): void {
    topic.listeners.delete(listener);
    if (topic.listeners.size > 0 || this.topics.get(topic.name) !== topic) return;
    this.topics.delete(topic.name);
    this.send({ type: "unsubscribe", topic: topic.name });
  }

  private connect(): void {
    this.drop();
    this.become("connecting");
    const make = this.options.socketMake ?? ((url: string) => new WebSocket(url));
    const socket = make(this.options.url());
    this.socket = socket;
    this.expectWithin(ANSWERS_WITHIN_MS);
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (this.socket === socket) this.receive(frameParse(data));
    };
    // A close follows every error, and says more.
    socket.onerror = () => undefined;
    socket.onclose = ({ code }: CloseEvent) => {
      if (this.socket === socket) this.closed(code);
    };
  }

  private receive(frame: ServerFrame | null): void {
    this.expectPulse();
    if (frame === null || frame.type === "pong" || frame.type === "error") return;
    if (frame.type === "hello") {
      this.opened(frame.heartbeat_s);
      return;
    }
    const topic = this.topics.get(frame.topic);
    if (topic === undefined) return;
    if (frame.type === "subscribed") topic.subscribed(frame);
    else if (frame.type === "event") topic.event(frame);
    else if (frame.type === "resync") topic.resync();
    else topic.gone();
    if (frame.type !== "event") this.tellWatchers();
  }

  private opened(heartbeatS: number): void {
    this.failures = 0;
    this.heartbeatMs = heartbeatS * 1_000;
    this.state = { status: "open", wasOpen: true };
    this.expectPulse();
    for (const topic of this.topics.values()) {
      this.send({ type: "subscribe", topic: topic.name, after: topic.last });
    }
    this.tellWatchers();
  }

  private closed(code: number): void {
    this.drop();
    if (code === CLOSE_SIGNED_OUT || code === CLOSE_FORBIDDEN) {
      this.become("refused");
      if (code === CLOSE_SIGNED_OUT) this.options.onSignedOut?.();
      return;
    }
    const isTooMuch = code === CLOSE_TOO_MUCH;
    const wait = isTooMuch ? WAIT_MAX_MS : reconnectWaitMs(this.failures, this.options.random);
    this.failures += 1;
    this.become("waiting");
    this.retryTimer = setTimeout(() => this.connect(), wait);
  }

  /** Asks for a sign of life after a heartbeat of silence; without one the socket is dead. */
  private expectPulse(): void {
    clearTimeout(this.pulseTimer);
    this.pulseTimer = setTimeout(() => {
      this.send({ type: "ping" });
      this.expectWithin(ANSWERS_WITHIN_MS);
    }, this.heartbeatMs);
  }

  private expectWithin(ms: number): void {
    clearTimeout(this.pulseTimer);
    this.pulseTimer = setTimeout(() => this.closed(0), ms);
  }

  private drop(): void {
    clearTimeout(this.retryTimer);
    clearTimeout(this.pulseTimer);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    for (const topic of this.topics.values()) topic.lost();
  }

  private send(frame: ClientFrame): void {
    const isLive = this.state.status === "open" && this.socket?.readyState === this.socket?.OPEN;
    if (isLive) this.socket?.send(JSON.stringify(frame));
  }

  private become(status: LiveStatus): void {
    this.state = { ...this.state, status };
    this.tellWatchers();
  }

  private tellWatchers(): void {
    for (const watcher of [...this.watchers]) watcher();
  }
}

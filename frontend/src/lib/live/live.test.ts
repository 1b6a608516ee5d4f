import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket as NodeSocket, type WebSocket as ServerSocket, WebSocketServer } from "ws";

import { reconnectWaitMs, WAIT_MAX_MS, WAIT_MIN_MS } from "./backoff";
import { bannerOf } from "./banner-rules";
import { LiveClient } from "./client";
import { frameParse } from "./types";

type Sent = { type: string; topic?: string; after?: number | null };

/** A server of the socket's protocol on a free port of this machine. */
class FakeServer {
  private readonly server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  readonly sockets: ServerSocket[] = [];
  readonly received: Sent[] = [];

  static async start(heartbeatS: number): Promise<FakeServer> {
    const made = new FakeServer(heartbeatS);
    await once(made.server, "listening");
    return made;
  }

  private constructor(heartbeatS: number) {
    this.server.on("connection", (socket) => {
      this.sockets.push(socket);
      socket.on("message", (data: Buffer) =>
        this.received.push(JSON.parse(data.toString()) as Sent),
      );
      socket.send(JSON.stringify({ type: "hello", heartbeat_s: heartbeatS }));
    });
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}/ws/v1/`;
  }

  get last(): ServerSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("nobody has connected");
    return socket;
  }

  send(frame: unknown): void {
    this.last.send(JSON.stringify(frame));
  }

  event(sequence: number | null, kind = "message.created"): void {
    this.send({ type: "event", topic: TOPIC, sequence, at: "", event: { kind } });
  }

  subscribes(): Sent[] {
    return this.received.filter((frame) => frame.type === "subscribe");
  }

  close(): void {
    for (const socket of this.sockets) socket.terminate();
    this.server.close();
  }
}

const TOPIC = "session:1";
const soon = { timeout: 5_000, interval: 5 };
let server: FakeServer;
let client: LiveClient;
let onSignedOut: ReturnType<typeof vi.fn<() => void>>;

function listen(after: number | null) {
  const seen: (number | null)[] = [];
  const onResync = vi.fn();
  const onGone = vi.fn();
  client.subscribe(
    TOPIC,
    { onEvent: (frame) => seen.push(frame.sequence), onResync, onGone },
    after,
  );
  return { seen, onResync, onGone };
}

async function subscribed(events: number[] = [], sequence: number | null = null): Promise<void> {
  const before = server.subscribes().length;
  await vi.waitFor(
    () => expect(server.subscribes().length).toBeGreaterThanOrEqual(Math.max(1, before)),
    soon,
  );
  const replayed = events.map((number) => ({
    sequence: number,
    at: "",
    event: { kind: "message.created" },
  }));
  server.send({ type: "subscribed", topic: TOPIC, sequence, events: replayed });
  await vi.waitFor(() => expect(client.isSubscribed(TOPIC)).toBe(true), soon);
}

beforeEach(async () => {
  server = await FakeServer.start(30);
  onSignedOut = vi.fn<() => void>();
  client = new LiveClient({
    url: () => server.url,
    socketMake: (url) => new NodeSocket(url) as unknown as WebSocket,
    random: () => 0,
    onSignedOut,
  });
});

afterEach(() => {
  client.stop();
  server.close();
});

describe("LiveClient", () => {
  it("subscribes with the sequence of the snapshot and passes events on in order", async () => {
    const { seen } = listen(4);
    await subscribed([5, 6]);
    server.event(7);
    await vi.waitFor(() => expect(seen).toEqual([5, 6, 7]), soon);
    expect(server.subscribes()).toEqual([{ type: "subscribe", topic: TOPIC, after: 4 }]);
  });

  it("shows an event once, however often it comes", async () => {
    const { seen } = listen(1);
    await subscribed([2]);
    for (const sequence of [2, 1, 3, 3]) server.event(sequence);
    await vi.waitFor(() => expect(seen).toEqual([2, 3]), soon);
  });

  it("keeps live events back until the replay before them is complete", async () => {
    const { seen } = listen(1);
    await vi.waitFor(() => expect(server.subscribes()).toHaveLength(1), soon);
    server.event(3);
    server.send({
      type: "subscribed",
      topic: TOPIC,
      sequence: 3,
      events: [{ sequence: 2, at: "", event: { kind: "message.created" } }],
    });
    await vi.waitFor(() => expect(seen).toEqual([2, 3]), soon);
  });

  it("asks to load again over a gap", async () => {
    const { seen, onResync } = listen(1);
    await subscribed();
    server.event(5);
    await vi.waitFor(() => expect(onResync).toHaveBeenCalledOnce(), soon);
    expect(seen).toEqual([]);
    client.seen(TOPIC, 6);
    server.event(7);
    await vi.waitFor(() => expect(seen).toEqual([7]), soon);
  });

  it("subscribes again with the new sequence after a resync", async () => {
    const { onResync } = listen(1);
    await vi.waitFor(() => expect(server.subscribes()).toHaveLength(1), soon);
    server.send({ type: "resync", topic: TOPIC });
    await vi.waitFor(() => expect(onResync).toHaveBeenCalledOnce(), soon);
    client.seen(TOPIC, 90);
    await vi.waitFor(() => expect(server.subscribes().at(-1)?.after).toBe(90), soon);
  });

  it("comes back after the server died, from the last event it has", async () => {
    const { seen } = listen(1);
    await subscribed([2]);
    server.last.terminate();
    await vi.waitFor(() => expect(client.getState().status).toBe("waiting"), soon);
    await vi.waitFor(() => expect(server.sockets).toHaveLength(2), soon);
    await vi.waitFor(() => expect(server.subscribes()).toHaveLength(2), soon);
    expect(server.subscribes().at(-1)?.after).toBe(2);
    await subscribed([3]);
    expect(seen).toEqual([2, 3]);
  });

  it("does not come back to a server that does not know who it is, and says so", async () => {
    listen(1);
    await subscribed();
    server.last.close(4401);
    await vi.waitFor(() => expect(client.getState().status).toBe("refused"), soon);
    expect(onSignedOut).toHaveBeenCalledOnce();
  });

  it("notices a server that fell silent", async () => {
    server.close();
    server = await FakeServer.start(0.02);
    listen(1);
    await vi.waitFor(
      () => expect(server.received.some(({ type }) => type === "ping")).toBe(true),
      soon,
    );
  });

  it("waits without trying while the device is offline, and not at all once it is back", async () => {
    listen(1);
    await subscribed();
    client.wentOffline();
    expect(client.getState().status).toBe("offline");
    client.wokeUp();
    await vi.waitFor(() => expect(server.sockets).toHaveLength(2), soon);
  });

  it("tells that access to a topic has ended", async () => {
    const { onGone } = listen(1);
    await subscribed();
    server.send({ type: "gone", topic: TOPIC });
    await vi.waitFor(() => expect(onGone).toHaveBeenCalledOnce(), soon);
  });

  it("shares one subscription between listeners and ends it with the last", async () => {
    const first = client.subscribe(TOPIC, { onEvent: () => undefined }, 1);
    const second = client.subscribe(TOPIC, { onEvent: () => undefined }, 1);
    await subscribed();
    expect(server.subscribes()).toHaveLength(1);
    first();
    second();
    await vi.waitFor(() => expect(server.received.at(-1)?.type).toBe("unsubscribe"), soon);
  });
});

describe("reconnectWaitMs", () => {
  it("stays between one and thirty seconds", () => {
    const waits = [0, 1, 2, 5, 20].flatMap((failures) =>
      [0, 0.5, 1].map((part) => reconnectWaitMs(failures, () => part)),
    );
    expect(Math.min(...waits)).toBe(WAIT_MIN_MS);
    expect(Math.max(...waits)).toBe(WAIT_MAX_MS);
  });
});

describe("bannerOf", () => {
  it("keeps silent where sockets never worked", () => {
    expect(bannerOf({ status: "waiting", wasOpen: false }, true)).toBeNull();
  });

  it("tells a lost connection and a lost network apart", () => {
    expect(bannerOf({ status: "waiting", wasOpen: true }, true)).toBe("reconnecting");
    expect(bannerOf({ status: "offline", wasOpen: true }, true)).toBe("offline");
    expect(bannerOf({ status: "open", wasOpen: true }, false)).toBe("offline");
  });
});

describe("frameParse", () => {
  it("drops what is no frame", () => {
    const frames = ["", "[]", "{}", '{"type":"event","topic":"a"}', '{"type":"gone"}', 7];
    expect(frames.map(frameParse)).toEqual(frames.map(() => null));
  });
});

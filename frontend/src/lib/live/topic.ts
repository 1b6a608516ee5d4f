/** What one tab knows of one topic: its listeners, the last event seen, what waits for a replay. */

import type { EventFrame, ServerFrame } from "./types";

export type TopicListener = {
  /** Events in order, each once. */
  onEvent: (frame: EventFrame) => void;
  /** Events are missing for good: load again, then call `seen` with the new sequence. */
  onResync?: () => void;
  /** The person may not see this any more. */
  onGone?: () => void;
};

export class Topic {
  readonly listeners = new Set<TopicListener>();
  /** The last event that the listeners have; null while nothing was loaded. */
  last: number | null = null;
  isSubscribed = false;
  /** The server asked for a fresh snapshot, and the subscription must be made again after it. */
  isStale = false;
  /** Live events that came before the replay was complete. */
  private early: EventFrame[] = [];

  constructor(readonly name: string) {}

  /** The snapshot that was loaded holds everything up to `sequence`. */
  seen(sequence: number): void {
    if (this.last === null || sequence > this.last) this.last = sequence;
  }

  lost(): void {
    this.isSubscribed = false;
    this.isStale = false;
    this.early = [];
  }

  subscribed(frame: Extract<ServerFrame, { type: "subscribed" }>): void {
    this.isSubscribed = true;
    const waiting = [...frame.events, ...this.early];
    this.early = [];
    for (const event of waiting) this.event(event);
    if (frame.sequence !== null && this.last === null) this.last = frame.sequence;
  }

  event(frame: EventFrame): void {
    if (frame.sequence === null) {
      this.tell(frame);
    } else if (!this.isSubscribed) {
      this.early.push(frame);
    } else {
      this.inOrder(frame, frame.sequence);
    }
  }

  resync(): void {
    this.isSubscribed = false;
    this.isStale = true;
    this.early = [];
    this.last = null;
    for (const listener of [...this.listeners]) listener.onResync?.();
  }

  gone(): void {
    this.isSubscribed = false;
    for (const listener of [...this.listeners]) listener.onGone?.();
  }

  /** Drops what was seen, passes on what is next, and asks to load again over a gap. */
  private inOrder(frame: EventFrame, sequence: number): void {
    if (this.last !== null && sequence <= this.last) return;
    const isGap = this.last !== null && sequence > this.last + 1;
    this.last = sequence;
    if (isGap) {
      for (const listener of [...this.listeners]) listener.onResync?.();
    } else {
      this.tell(frame);
    }
  }

  private tell(frame: EventFrame): void {
    for (const listener of [...this.listeners]) listener.onEvent(frame);
  }
}

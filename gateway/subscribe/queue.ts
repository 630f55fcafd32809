/** The bounded queue between a topic and one subscriber. */

import type { Frame, FrameSink, FrameStream } from "../engine.ts";
import { GatewayError } from "../errors.ts";

/** How much a subscriber may lag behind. */
export interface QueueLimits {
  readonly maxFrames: number;
  /** Of the frames' JSON in UTF-8. */
  readonly maxBytes: number;
  /** How long a frame may wait, in milliseconds. */
  readonly maxAgeMs: number;
}

/**
 * What happens to a subscriber that lags behind.
 * - `disconnect`: every frame matters. One that lags by more than the limits loses what is queued, and its stream fails with
 *   SUBSCRIBER_TOO_SLOW and the cursor of the last frame that it was handed. One frame always fits.
 * - `newest`: only the newest state matters. A second frame that would wait drops both, and when the subscriber reads again
 *   `renew` has to see to it that it gets the state as it is then.
 */
export type Overflow = "disconnect" | "newest";

/** Who looks after queues; many have the same. */
export interface QueueOwner {
  readonly limits: QueueLimits;
  /** Queues in which frames wait are put here, for whoever looks after their age. */
  readonly lagging: Set<SubscriberQueue>;
  /** Told of each frame that is dropped, and of the subscriber that is given up. */
  onDrop(what: "frame" | "subscriber"): void;
  /** Sees to it that a subscriber of the newest state gets it. */
  renew(queue: SubscriberQueue): void;
  /** Called once, when the subscriber wants or gets no more frames. */
  onLeave(queue: SubscriberQueue): void;
  /** Monotonic milliseconds. */
  now(): number;
}

type Phase =
  /** Frames wait for the subscriber, or the subscriber waits for a frame. */
  | { readonly kind: "open" }
  /** What is queued is still handed out; then it ends. */
  | { readonly kind: "finishing" }
  /** The next call throws this, and then it has ended. */
  | { readonly kind: "failed"; readonly error: unknown }
  | { readonly kind: "ended" };

interface Waiter {
  resolve(result: IteratorResult<Frame>): void;
  reject(error: unknown): void;
}

interface Queued {
  readonly frame: Frame;
  readonly atMs: number;
}

/** Nobody writes into it. */
const NO_WAITERS: Waiter[] = [];
const OPEN: Phase = { kind: "open" };
const DONE = { done: true, value: undefined } as const;
/** Frames that may wait before whoever replays the past into a queue waits for the subscriber. */
const ROOM = 8;

/** Frames of one subscriber. */
export class SubscriberQueue implements FrameStream {
  readonly #owner: QueueOwner;
  readonly #overflow: Overflow;
  readonly #queued: Queued[] = [];
  /** Takes the frames, in the place of those who call `next`. */
  #sink: FrameSink | null = null;
  #isFull = false;
  /** Those who called `next` and wait. */
  #waiters: Waiter[] = NO_WAITERS;
  #bytes = 0;
  #phase: Phase = OPEN;
  /** Of the last frame that the subscriber was handed. */
  #lastCursor: string | null;
  #pushedCursor: string | null;
  /** True while a subscriber of the newest state has missed some of it. */
  #isBehind = false;
  #onRoom: (() => void) | null = null;

  /** @param after the cursor that the subscriber goes on after, or null */
  constructor(owner: QueueOwner, overflow: Overflow, after: string | null) {
    this.#owner = owner;
    this.#overflow = overflow;
    this.#lastCursor = this.#pushedCursor = after;
  }

  /** False when the subscriber wants or gets no more frames. */
  get isOpen(): boolean {
    return this.#phase.kind === "open";
  }

  /** Takes frames for the subscriber, in order. After the end it does nothing. */
  pushAll(frames: readonly Frame[]): void {
    const sink = this.#sink;
    const isHanded =
      sink !== null && !this.#isFull && this.#queued.length === 0 && this.#overflow === "disconnect" && this.isOpen;
    if (!isHanded) {
      for (const frame of frames) this.push(frame);
      return;
    }
    for (const { cursor } of frames) this.#lastCursor = cursor ?? this.#lastCursor;
    this.#isFull = !sink.write(frames);
  }

  /** Takes a frame for the subscriber. After the end it does nothing. */
  push(frame: Frame): void {
    if (this.#phase.kind !== "open") return;
    // Merged frames may tell again what a newcomer has from its first one.
    if (this.#overflow === "newest" && frame.cursor !== null && frame.cursor === this.#pushedCursor) return;
    this.#pushedCursor = frame.cursor ?? this.#pushedCursor;
    if (this.#queued.length === 0 && !this.#isBehind && this.#hand(frame)) return;
    const owner = this.#owner;
    const { limits } = owner;
    const { byteLength } = frame.bytes;
    if (this.#overflow === "newest") {
      if (this.#isBehind) {
        owner.onDrop("frame");
        return;
      }
      if (this.#queued.length > 0) {
        this.#drop();
        this.#isBehind = true;
        owner.onDrop("frame");
        owner.onDrop("frame");
        return;
      }
    } else if (
      this.#queued.length > 0 &&
      (this.#queued.length >= limits.maxFrames || this.#bytes + byteLength > limits.maxBytes)
    ) {
      this.#giveUp();
      return;
    }
    this.#queued.push({ frame, atMs: owner.now() });
    this.#bytes += byteLength;
    owner.lagging.add(this);
  }

  /** Gives the subscriber up when a frame has waited for too long. */
  checkAge(): void {
    const oldest = this.#queued[0];
    if (oldest === undefined || this.#overflow === "newest" || this.#phase.kind !== "open") return;
    if (this.#owner.now() - oldest.atMs > this.#owner.limits.maxAgeMs) this.#giveUp();
  }

  /** How long the oldest frame has waited, in milliseconds. */
  get ageMs(): number {
    const oldest = this.#queued[0];
    return oldest === undefined ? 0 : this.#owner.now() - oldest.atMs;
  }

  /** Settles when little waits, or no more are wanted. At most one caller at a time. */
  async room(): Promise<void> {
    if (this.#phase.kind !== "open" || this.#hasRoom()) return;
    await new Promise<void>((resolve) => (this.#onRoom = resolve));
  }

  /** Ends the stream after what is queued. */
  finish(): void {
    if (this.#phase.kind !== "open") return;
    this.#phase = this.#queued.length > 0 ? { kind: "finishing" } : { kind: "ended" };
    if (this.#queued.length === 0) this.#tellEnd();
    this.#leave();
  }

  /** Ends the stream at once with an error; what is queued is dropped. */
  fail(error: unknown): void {
    if (this.#phase.kind !== "open") return;
    this.#drop();
    this.#phase = { kind: "ended" };
    if (this.#sink !== null) this.#sink.fail(error);
    else {
      const [first, ...others] = this.#waiters;
      this.#waiters = NO_WAITERS;
      if (first === undefined) this.#phase = { kind: "failed", error };
      else first.reject(error);
      for (const waiter of others) waiter.resolve(DONE);
    }
    this.#leave();
  }

  pipe(sink: FrameSink): void {
    const phase = this.#phase;
    this.#sink = sink;
    this.#isFull = false;
    if (phase.kind === "failed") {
      this.#phase = { kind: "ended" };
      sink.fail(phase.error);
    } else if (phase.kind === "ended") sink.end();
    else this.#flush();
  }

  resume(): void {
    if (!this.#isFull) return;
    this.#isFull = false;
    this.#flush();
  }

  next(): Promise<IteratorResult<Frame>> {
    if (this.#sink !== null) return Promise.resolve(DONE);
    if (this.#phase.kind === "failed") {
      const { error } = this.#phase;
      this.#phase = { kind: "ended" };
      return Promise.reject(error);
    }
    const frame = this.#shift();
    if (frame !== null) {
      if (this.#phase.kind === "finishing" && this.#queued.length === 0) this.#phase = { kind: "ended" };
      return Promise.resolve({ done: false, value: frame });
    }
    if (this.#phase.kind !== "open") return Promise.resolve(DONE);
    return new Promise((resolve, reject) => {
      this.#waiters = [...this.#waiters, { resolve, reject }];
      this.#renewWhenBehind();
    });
  }

  return(): Promise<IteratorResult<Frame>> {
    const wasOpen = this.#phase.kind === "open";
    this.#phase = { kind: "ended" };
    this.#drop();
    this.#tellWaiters();
    if (wasOpen) this.#leave();
    return Promise.resolve(DONE);
  }

  throw(error: unknown): Promise<IteratorResult<Frame>> {
    void this.return();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Gives a frame to who waits for it. @returns false when nobody does */
  #hand(frame: Frame): boolean {
    const sink = this.#sink;
    if (sink !== null) {
      if (this.#isFull) return false;
      this.#lastCursor = frame.cursor ?? this.#lastCursor;
      this.#isFull = !sink.write([frame]);
      return true;
    }
    const [waiter, ...others] = this.#waiters;
    if (waiter === undefined) return false;
    this.#waiters = others;
    this.#lastCursor = frame.cursor ?? this.#lastCursor;
    waiter.resolve({ done: false, value: frame });
    return true;
  }

  /** Gives the sink what waits, as far as it takes it. */
  #flush(): void {
    const sink = this.#sink;
    if (sink === null) return;
    while (!this.#isFull) {
      const frame = this.#shift();
      if (frame === null) break;
      this.#isFull = !sink.write([frame]);
    }
    if (this.#phase.kind === "finishing" && this.#queued.length === 0) {
      this.#phase = { kind: "ended" };
      this.#tellEnd();
    }
    if (!this.#isFull) this.#renewWhenBehind();
  }

  #shift(): Frame | null {
    const queued = this.#queued.shift();
    if (queued === undefined) return null;
    const { frame } = queued;
    this.#bytes -= frame.bytes.byteLength;
    this.#lastCursor = frame.cursor ?? this.#lastCursor;
    if (this.#queued.length === 0) this.#owner.lagging.delete(this);
    if (this.#hasRoom()) this.#tellRoom();
    return frame;
  }

  #hasRoom(): boolean {
    return this.#queued.length < ROOM && this.#bytes <= this.#owner.limits.maxBytes / 4;
  }

  #renewWhenBehind(): void {
    if (!this.#isBehind || this.#overflow !== "newest" || this.#phase.kind !== "open") return;
    this.#isBehind = false;
    this.#pushedCursor = null;
    this.#owner.renew(this);
  }

  #giveUp(): void {
    const cursor = this.#lastCursor;
    this.#owner.onDrop("subscriber");
    this.fail(new GatewayError("SUBSCRIBER_TOO_SLOW", cursor === null ? {} : { cursor }));
  }

  #tellEnd(): void {
    if (this.#sink !== null) this.#sink.end();
    else this.#tellWaiters();
  }

  #tellWaiters(): void {
    const waiters = this.#waiters;
    this.#waiters = NO_WAITERS;
    for (const waiter of waiters) waiter.resolve(DONE);
  }

  #tellRoom(): void {
    const tell = this.#onRoom;
    this.#onRoom = null;
    tell?.();
  }

  #leave(): void {
    this.#tellRoom();
    this.#owner.onLeave(this);
  }

  #drop(): void {
    this.#queued.length = 0;
    this.#bytes = 0;
    this.#owner.lagging.delete(this);
    this.#tellRoom();
  }
}

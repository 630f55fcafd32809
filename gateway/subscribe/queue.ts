/** The bounded queue between a topic and one subscriber. */

import type { Frame, FrameStream } from "../engine.ts";
import { GatewayError } from "../errors.ts";

/** How much a subscriber may lag behind. */
export interface QueueLimits {
  readonly maxFrames: number;
  /** Of the frames' JSON in UTF-8. */
  readonly maxBytes: number;
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

/**
 * Frames of one subscriber. Overflow policy "disconnect": a subscriber that lags by more than the limits loses what is queued,
 * and its stream fails with SUBSCRIBER_TOO_SLOW and the cursor of the last frame that it was handed. One frame always fits.
 */
export class SubscriberQueue implements FrameStream {
  readonly #limits: QueueLimits;
  readonly #onLeave: (queue: SubscriberQueue) => void;
  readonly #frames: Frame[] = [];
  readonly #waiters: Waiter[] = [];
  #bytes = 0;
  #phase: Phase = { kind: "open" };
  #lastCursor: string | null = null;
  #failureListener: ((error: unknown) => void) | null = null;

  /** @param onLeave called once, when the subscriber wants or gets no more frames */
  constructor(limits: QueueLimits, onLeave: (queue: SubscriberQueue) => void) {
    this.#limits = limits;
    this.#onLeave = onLeave;
  }

  /** Takes a frame for the subscriber. After the end it does nothing. */
  push(frame: Frame): void {
    if (this.#phase.kind !== "open") return;
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) {
      this.#lastCursor = frame.cursor ?? this.#lastCursor;
      waiter.resolve({ done: false, value: frame });
      return;
    }
    const { maxFrames, maxBytes } = this.#limits;
    const bytes = this.#bytes + frame.bytes.byteLength;
    if (this.#frames.length > 0 && (this.#frames.length >= maxFrames || bytes > maxBytes)) {
      const cursor = this.#lastCursor;
      this.fail(new GatewayError("SUBSCRIBER_TOO_SLOW", cursor === null ? {} : { cursor }));
      return;
    }
    this.#frames.push(frame);
    this.#bytes = bytes;
  }

  /** Ends the stream after what is queued. */
  finish(): void {
    if (this.#phase.kind !== "open") return;
    this.#phase = this.#frames.length > 0 ? { kind: "finishing" } : { kind: "ended" };
    for (const waiter of this.#waiters.splice(0)) waiter.resolve({ done: true, value: undefined });
    this.#onLeave(this);
  }

  /** Ends the stream at once with an error; what is queued is dropped. */
  fail(error: unknown): void {
    if (this.#phase.kind !== "open") return;
    this.#drop();
    const [first, ...others] = this.#waiters.splice(0);
    this.#phase = first === undefined ? { kind: "failed", error } : { kind: "ended" };
    first?.reject(error);
    for (const waiter of others) waiter.resolve({ done: true, value: undefined });
    this.#onLeave(this);
    this.#failureListener?.(error);
  }

  whenFailed(listener: (error: unknown) => void): void {
    this.#failureListener = listener;
    if (this.#phase.kind === "failed") listener(this.#phase.error);
  }

  next(): Promise<IteratorResult<Frame>> {
    const phase = this.#phase;
    if (phase.kind === "failed") {
      this.#phase = { kind: "ended" };
      return Promise.reject(phase.error);
    }
    const frame = this.#frames.shift();
    if (frame !== undefined) {
      this.#bytes -= frame.bytes.byteLength;
      this.#lastCursor = frame.cursor ?? this.#lastCursor;
      if (phase.kind === "finishing" && this.#frames.length === 0) this.#phase = { kind: "ended" };
      return Promise.resolve({ done: false, value: frame });
    }
    if (phase.kind !== "open") return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  return(): Promise<IteratorResult<Frame>> {
    const wasOpen = this.#phase.kind === "open";
    this.#phase = { kind: "ended" };
    this.#drop();
    for (const waiter of this.#waiters.splice(0)) waiter.resolve({ done: true, value: undefined });
    if (wasOpen) this.#onLeave(this);
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<Frame>> {
    void this.return();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #drop(): void {
    this.#frames.length = 0;
    this.#bytes = 0;
  }
}

/** The frames that wait for one reader of a stream: bounded, and with an interval conflated. */

import { type Frame, type Item, TOTAL_KEY } from "./frame.ts";

/** A reader fell too far behind. It can come again with the `seq` of the last frame that it read. */
class SlowConsumerError extends Error {
  override readonly name = "SlowConsumerError";
  readonly retryable = true;

  constructor(capacity: number) {
    super(`The stream was closed because more than ${capacity} frames waited to be read.`);
  }
}

/** What a queue has to know of a frame. */
export interface QueuedFrame {
  readonly seq: number;
  /** True when frames before this one are lost: it is given out wherever it stands. */
  readonly gap: boolean;
}

export interface FrameQueueOptions<F extends QueuedFrame> {
  /** Frames that may wait when there is no interval; one more disconnects the reader. */
  readonly capacity: number;
  /** With an interval, frames are merged into the one that waits, and one is given out at most every so often. */
  readonly everyMs: number | null;
  /** Two frames in a row as one. */
  readonly merge: (earlier: F, later: F) => F;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

export class FrameQueue<F extends QueuedFrame = Frame> {
  readonly #capacity: number;
  readonly #everyMs: number | null;
  readonly #now: () => number;
  readonly #merge: (earlier: F, later: F) => F;
  readonly #waiting: F[] = [];
  #end: { readonly kind: "done" } | { readonly kind: "failed"; readonly error: Error } | null = null;
  #wake: (() => void) | null = null;
  #takenAt = -Infinity;
  #skipTo = -Infinity;
  #timer: NodeJS.Timeout | null = null;

  constructor({ capacity, everyMs, merge, now = () => performance.now() }: FrameQueueOptions<F>) {
    this.#merge = merge;
    this.#capacity = capacity;
    this.#everyMs = everyMs;
    this.#now = now;
  }

  /** Puts a frame behind those that wait. Without an interval, and full, it fails the queue instead. */
  push(frame: F): void {
    if (this.#end !== null || (frame.seq <= this.#skipTo && !frame.gap)) return;
    const waits = this.#waiting[0];
    if (this.#everyMs !== null && waits !== undefined) this.#waiting[0] = this.#merge(waits, frame);
    else if (this.#waiting.length >= this.#capacity) this.#finish({ kind: "failed", error: slow(this.#capacity) });
    else this.#waiting.push(frame);
    this.#wake?.();
  }

  /** Puts a frame before those that wait, in whatever number. */
  pushFirst(frame: F): void {
    if (this.#end !== null) return;
    const waits = this.#everyMs === null ? undefined : this.#waiting.shift();
    this.#waiting.unshift(waits === undefined ? frame : this.#merge(frame, waits));
    this.#wake?.();
  }

  /** Drops what waits. */
  clear(): void {
    this.#waiting.length = 0;
  }

  /** Drops frames up to and with this seq, now and in the future, except such as tell of a gap. */
  skipTo(seq: number): void {
    this.#skipTo = seq;
    const kept = this.#waiting.filter((frame) => frame.gap || frame.seq > seq);
    this.#waiting.splice(0, this.#waiting.length, ...kept);
  }

  /** Ends the queue: what waits is dropped, `next` gives null. */
  end(): void {
    this.#finish({ kind: "done" });
  }

  /** The next frame, or null at the end. Only one call at a time. @throws Error that the queue failed with */
  async next(): Promise<F | null> {
    for (;;) {
      if (this.#end?.kind === "failed") throw this.#end.error;
      if (this.#end !== null) return null;
      const delayMs = this.#takenAt + (this.#everyMs ?? 0) - this.#now();
      if (this.#waiting.length > 0 && delayMs <= 0) {
        this.#takenAt = this.#now();
        return this.#waiting.shift() ?? null;
      }
      await this.#sleep(this.#waiting.length > 0 ? delayMs : null);
    }
  }

  /** Until something is pushed, or `delayMs` have passed. */
  async #sleep(delayMs: number | null): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = () => {
        // A frame that comes within the interval is merged; the reader sleeps on.
        if (delayMs === null || this.#end !== null) resolve();
      };
      if (delayMs !== null) this.#timer = setTimeout(resolve, Math.ceil(delayMs));
    });
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#wake = null;
  }

  #finish(end: { readonly kind: "done" } | { readonly kind: "failed"; readonly error: Error }): void {
    this.#end ??= end;
    this.#waiting.length = 0;
    this.#wake?.();
  }
}

/** Two frames in a row as one: the newest value of each item. */
export function mergeFrames(earlier: Frame, later: Frame): Frame {
  const skipped = earlier.skipped + later.skipped + 1;
  const gap = earlier.gap || later.gap;
  if (later.snapshot) return { ...later, gap, skipped };
  const items = new Map<string, Item>(earlier.items.map((item) => [item.key, item]));
  for (const item of later.items) {
    // A whole state does not list groups that are no more; the one item of a query without groups stays.
    if (earlier.snapshot && item.gpuCount === 0 && item.key !== TOTAL_KEY) items.delete(item.key);
    else items.set(item.key, item);
  }
  return { ...later, snapshot: earlier.snapshot, gap, skipped, items: [...items.values()] };
}

function slow(capacity: number): SlowConsumerError {
  return new SlowConsumerError(capacity);
}

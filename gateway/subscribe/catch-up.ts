/** A short source stream for subscribers who come back after a frame that their topic does not remember. */

import type { GatewayError } from "../errors.ts";
import { EventLog, type LogEntry } from "./event-log.ts";
import { FollowedSource, type FollowedSourceOptions } from "./followed-source.ts";

/** What a catch-up is made with. */
export interface CatchUpOptions extends Omit<FollowedSourceOptions, "onEvent" | "onEnd"> {
  /**
   * Events that may wait for the fastest reader. Overflow policy: the source stream is let go of, and opened again after
   * the newest of them when half are read.
   */
  readonly maxAhead: number;
  /** Called once, when the last reader has left or the stream has ended. */
  readonly onEnd: () => void;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** How reading ended: with an error, or because the source was complete (null). */
export interface CatchUpEnd {
  readonly error: GatewayError | null;
}

/** Read by everybody who came back after the same cursor, each at its own pace. */
export class CatchUp {
  readonly log: EventLog;
  readonly #options: CatchUpOptions;
  readonly #source: FollowedSource;
  #readers = 0;
  #readSeq = 0;
  #isPaused = false;
  #end: CatchUpEnd | null = null;
  #waiting: (() => void)[] = [];

  constructor(options: CatchUpOptions) {
    this.#options = options;
    const { after, now, maxAhead } = options;
    this.log = new EventLog(
      { maxAgeMs: Infinity, maxBytes: () => CATCH_UP_BYTES },
      typeof after === "string" ? after : null,
      now,
    );
    this.#source = new FollowedSource({
      ...options,
      onEvent: (response, cursor) => {
        this.log.append(response, cursor);
        if (this.log.head.seq - this.#readSeq > maxAhead) {
          this.#isPaused = true;
          this.#source.pause();
        }
        this.wake();
      },
      onEnd: (error) => this.#finish({ error }),
    });
  }

  /** Set when no more events come. */
  get end(): CatchUpEnd | null {
    return this.#end;
  }

  /** The place after which the readers come back; null when it is too far back for one more. */
  get start(): LogEntry | null {
    return this.#end === null ? this.log.origin : null;
  }

  enter(): void {
    this.#readers += 1;
  }

  /** Says how far a reader is. */
  read(seq: number): void {
    this.#readSeq = Math.max(this.#readSeq, seq);
    if (!this.#isPaused || this.log.head.seq - this.#readSeq > this.#options.maxAhead / 2) return;
    this.#isPaused = false;
    this.#source.resume();
  }

  leave(): void {
    this.#readers -= 1;
    if (this.#readers === 0) this.#finish({ error: null });
  }

  /** Settles at the next event, at the end, or when somebody calls `wake`. */
  async moved(): Promise<void> {
    if (this.#end === null) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Has all readers look again. */
  wake(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const tell of waiting) tell();
  }

  #finish(end: CatchUpEnd): void {
    if (this.#end !== null) return;
    this.#end = end;
    this.#source.stop();
    this.#options.onEnd();
    this.wake();
  }
}

/** What is kept beside what readers still walk through, so that those who come back together share the frames. */
const CATCH_UP_BYTES = 8 * 1024 * 1024;

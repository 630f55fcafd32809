/** The subscribers of a topic who chose the same interval: at most one frame in it, with the newest value of each item. */

import { Conflation } from "./conflation.ts";
import type { Group, GroupEvent } from "./group.ts";
import type { LiveSource } from "./source-operation.ts";

/** What a bucket is made with. */
export interface BucketOptions {
  readonly everyMs: number;
  readonly live: LiveSource | null;
  /** Items that may be merged; beyond that a frame is given out before its time. */
  readonly maxItems: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** What a merged event is taken to occupy: it is not looked into. */
const MERGED_BYTES = 1024 * 1024;

/**
 * Merges events and gives them to its groups once an interval. Who joins has just had a frame, so it is passed over by the
 * first that follows and gets the next one with both intervals in it.
 */
export class Bucket {
  /** By selection. */
  readonly groups = new Map<string, Group>();
  readonly #options: BucketOptions;
  /** Since the last time that frames were given out. */
  #pending: Conflation;
  /** Since the first of those who came in this interval; null where nobody did. */
  #fresh: Conflation | null = null;
  /** Since the first of those who came in the interval before, and were passed over; null where nobody was. */
  #late: Conflation | null = null;
  #timer: NodeJS.Timeout | null = null;
  #gaveAtMs = -Infinity;
  #seq = 0;

  constructor(options: BucketOptions) {
    this.#options = options;
    this.#pending = this.#conflation();
  }

  /**
   * Says that somebody has joined, and has had a frame.
   * @param missed what happened since that frame, merged, with values as new as those of now
   */
  joined(missed: GroupEvent | null): void {
    if (missed === null) {
      this.#fresh ??= this.#conflation();
      return;
    }
    const others = this.#fresh?.merged() ?? null;
    this.#fresh = this.#conflation();
    this.#fresh.take(missed, true);
    if (others !== null) this.#fresh.take(others, true);
    this.#arm(Math.max(0, this.#gaveAtMs + this.#options.everyMs - this.#options.now()));
  }

  /** Takes the next event. */
  push(event: GroupEvent, seq: number): void {
    this.#seq = seq;
    if (!this.#take(event)) {
      this.#give();
      this.#take(event);
    }
    const leftMs = this.#gaveAtMs + this.#options.everyMs - this.#options.now();
    if (leftMs <= 0) this.#give();
    else this.#arm(leftMs);
  }

  /** Gives out what is merged now: the last of the stream. */
  flush(): void {
    this.#stop();
    this.#give();
    // Those who were passed over are not to wait for an event that does not come.
    if (this.#late !== null) this.#give();
    this.#stop();
  }

  /** Forgets what is merged and when it would be given out. */
  close(): void {
    this.#stop();
    this.#pending = this.#conflation();
    this.#fresh = this.#late = null;
  }

  /** @returns false where the event does not fit any more */
  #take(event: GroupEvent): boolean {
    if (this.#late?.take(event) === false) return false;
    if (!this.#pending.take(event)) return false;
    // What it holds is in `#pending` too.
    this.#fresh?.take(event, true);
    return true;
  }

  #give(): void {
    this.#stop();
    const event = this.#pending.merged();
    const lateEvent = this.#late?.merged() ?? null;
    const fresh = this.#fresh;
    if (event === null && lateEvent === null && (fresh === null || fresh.count === 0)) return;
    const passesOver = fresh !== null;
    this.#late = fresh !== null && fresh.count > 0 ? fresh : null;
    this.#pending = this.#conflation();
    this.#fresh = null;
    this.#gaveAtMs = this.#options.now();
    for (const group of this.groups.values()) {
      group.push({ event, lateEvent, passesOver, seq: this.#seq, bytes: MERGED_BYTES, share: null });
    }
    if (this.#late !== null) this.#arm(this.#options.everyMs);
  }

  #arm(delayMs: number): void {
    this.#timer ??= setTimeout(() => this.#give(), Math.ceil(delayMs));
  }

  #stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #conflation(): Conflation {
    return new Conflation(this.#options.live, this.#options.maxItems);
  }
}

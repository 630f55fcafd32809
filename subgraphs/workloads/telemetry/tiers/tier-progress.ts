/** Up to when a tier is made, and what is to be made again because samples of it came late. */

import type { TierCollections, TierProgressDocument } from "./tier-collections.ts";
import { floorTo } from "./tiers.ts";

/** How a tier is made. */
export interface TierMaker {
  /** The beginning of the first period from `fromMs` that has something to be made, before `untilMs`; null for none. */
  readonly next: (fromMs: number, untilMs: number) => Promise<number | null>;
  /** Makes the period that begins then; again gives the same. */
  readonly make: (atMs: number) => Promise<void>;
}

export interface TierProgressOptions extends TierMaker {
  readonly collection: TierCollections["tierProgress"];
  readonly id: TierProgressDocument["_id"];
  readonly widthMs: number;
  /** How long after a period's end its last samples may still be written. */
  readonly graceMs: number;
  /** What is older has no samples any more, and stays as it was made. */
  readonly rawRetentionMs: number;
}

/** Makes every period of a tier that is over, those that were missed while nobody ran included. */
export class TierProgress {
  readonly #options: TierProgressOptions;
  /** The end of the last period that is made; null when there is nothing to begin from yet. */
  #throughMs: number | null = null;
  /** Periods of which samples are being written. */
  readonly #awaited = new Set<{ readonly atMs: number }>();
  /** What is being made: not to be taken as made when samples of it, or of before it, turn up meanwhile. */
  #making: { readonly untilMs: number; stale: boolean } | null = null;

  private constructor(options: TierProgressOptions) {
    this.#options = options;
  }

  /** @throws TypeError when the tier was made with another width */
  static async load(options: TierProgressOptions): Promise<TierProgress> {
    const progress = new TierProgress(options);
    const found = await options.collection.findOne({ _id: options.id });
    if (found !== null && found.widthMs !== options.widthMs) {
      throw new TypeError(`expected the ${options.id} tier's width ${found.widthMs} ms, got ${options.widthMs}`);
    }
    progress.#throughMs = found?.through.getTime() ?? null;
    return progress;
  }

  /**
   * Says that samples of this time and later are about to be written; call what it resolves to when they are. A period
   * that was made without them is made again: that is noted first, so that a crash in between forgets nothing.
   */
  async expect(atMs: number): Promise<() => void> {
    const awaited = { atMs: floorTo(atMs, this.#options.widthMs) };
    this.#awaited.add(awaited);
    if (this.#making !== null && awaited.atMs < this.#making.untilMs) this.#making.stale = true;
    if (this.#throughMs === null || awaited.atMs < this.#throughMs) await this.#setThrough(awaited.atMs);
    return () => this.#awaited.delete(awaited);
  }

  /** Makes the periods that are over, oldest first. Returns how many it made; aborting leaves the rest for later. */
  async catchUp(nowMs: number, signal: AbortSignal): Promise<number> {
    const { widthMs, rawRetentionMs } = this.#options;
    let made = 0;
    for (;;) {
      const untilMs = this.#over(nowMs);
      if (this.#throughMs === null || this.#throughMs >= untilMs || signal.aborted) return made;
      const making = { untilMs, stale: false };
      this.#making = making;
      try {
        const fromMs = Math.max(this.#throughMs, floorTo(nowMs - rawRetentionMs, widthMs));
        // A long pause is passed over in one step.
        const atMs = await this.#options.next(fromMs, untilMs);
        if (atMs !== null) {
          await this.#options.make(atMs);
          made++;
        }
        if (!making.stale) await this.#setThrough(atMs === null ? untilMs : atMs + widthMs);
      } finally {
        this.#making = null;
      }
    }
  }

  /** The end of the last period that is over and whose samples are all written. */
  #over(nowMs: number): number {
    const { widthMs, graceMs } = this.#options;
    let untilMs = floorTo(nowMs - graceMs, widthMs);
    for (const { atMs } of this.#awaited) untilMs = Math.min(untilMs, atMs);
    return untilMs;
  }

  async #setThrough(throughMs: number): Promise<void> {
    const { collection, id, widthMs } = this.#options;
    await collection.replaceOne({ _id: id }, { through: new Date(throughMs), widthMs }, { upsert: true });
    this.#throughMs = throughMs;
  }
}

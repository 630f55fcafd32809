/** Up to when a tier is made, and what is to be made again because samples of it came late. */

import { replaceTermed, updateTermed } from "./write-termed.ts";
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
  /** Of the lease on making roll-ups. */
  readonly term: number;
}

/** Makes every period of a tier that is over, those that were missed while nobody ran included. */
export class TierProgress {
  readonly #options: TierProgressOptions;
  /** The end of the last period that is made; null when there is nothing to begin from yet. */
  #throughMs: number | null = null;

  private constructor(options: TierProgressOptions) {
    this.#options = options;
  }

  /**
   * Takes the tier up where it stands. From here on no earlier term says how far it is made: what an earlier one had learnt
   * of late samples stands in what is read here, or is left for this one to learn.
   * @throws TypeError when the tier was made with another width
   * @throws FencedError when a later term has it
   */
  static async load(options: TierProgressOptions): Promise<TierProgress> {
    const { collection, id, widthMs, term } = options;
    const progress = new TierProgress(options);
    const found = await collection.findOne({ _id: id });
    if (found === null) return progress;
    if (found.widthMs !== widthMs) {
      throw new TypeError(`expected the ${id} tier's width ${found.widthMs} ms, got ${widthMs}`);
    }
    const { through } = await updateTermed(collection, id, { $set: { term } }, term);
    progress.#throughMs = through.getTime();
    return progress;
  }

  /** Says that samples of this time were written: a period that was made without them is made again. */
  async reopen(atMs: number): Promise<void> {
    const { collection, id, widthMs, term } = this.#options;
    const fromMs = floorTo(atMs, widthMs);
    if (this.#throughMs !== null && fromMs >= this.#throughMs) return;
    // The least of what was said: an earlier term may have said something where nothing stood when this one began.
    const update = { $min: { through: new Date(fromMs) }, $set: { widthMs, term } };
    this.#throughMs = (await updateTermed(collection, id, update, term)).through.getTime();
  }

  /** Makes the periods that are over, oldest first. Returns how many it made; aborting leaves the rest for later. */
  async catchUp(nowMs: number, signal: AbortSignal): Promise<number> {
    const { widthMs, graceMs, rawRetentionMs } = this.#options;
    const untilMs = floorTo(nowMs - graceMs, widthMs);
    let made = 0;
    while (this.#throughMs !== null && this.#throughMs < untilMs && !signal.aborted) {
      const fromMs = Math.max(this.#throughMs, floorTo(nowMs - rawRetentionMs, widthMs));
      // A long pause is passed over in one step.
      const atMs = await this.#options.next(fromMs, untilMs);
      if (atMs !== null) {
        await this.#options.make(atMs);
        made++;
      }
      await this.#setThrough(atMs === null ? untilMs : atMs + widthMs);
    }
    return made;
  }

  async #setThrough(throughMs: number): Promise<void> {
    const { collection, id, widthMs, term } = this.#options;
    await replaceTermed(collection, [{ _id: id, through: new Date(throughMs), widthMs }], term);
    this.#throughMs = throughMs;
  }
}

/** Makes roll-ups and chunks of what was scraped, as time goes by and after whatever pause. */

import type { TelemetryCollections } from "../collections.ts";
import { rollUpCoarse } from "./coarse-rollup.ts";
import { compactBatch } from "./compact.ts";
import { rollUpFine } from "./fine-rollup.ts";
import type { TierCollections } from "./tier-collections.ts";
import { TierProgress } from "./tier-progress.ts";
import { floorTo, type TierWidths } from "./tiers.ts";

export interface RollupKeeperOptions {
  readonly collections: Pick<TelemetryCollections, "samples" | "batches" | "shards"> & TierCollections;
  readonly widths: TierWidths;
  /** How long after a period's end its last samples may still be written. */
  readonly graceMs: number;
  readonly rawRetentionMs: number;
  /** Of the lease on making roll-ups; grows from holder to holder. */
  readonly term: number;
}

/** Keeps both tiers. */
export class RollupKeeper {
  readonly #shards: TelemetryCollections["shards"];
  readonly #fine: TierProgress;
  readonly #coarse: TierProgress;

  private constructor(shards: TelemetryCollections["shards"], fine: TierProgress, coarse: TierProgress) {
    this.#shards = shards;
    this.#fine = fine;
    this.#coarse = coarse;
  }

  /** Goes on where the last keeper stopped. @throws TypeError when it had other widths */
  static async load({
    collections,
    widths,
    graceMs,
    rawRetentionMs,
    term,
  }: RollupKeeperOptions): Promise<RollupKeeper> {
    const common = { collection: collections.tierProgress, graceMs, rawRetentionMs, term };
    const fine = await TierProgress.load({
      ...common,
      id: "fine",
      widthMs: widths.fineMs,
      next: async (fromMs, untilMs) => await firstSample(collections.samples, { fromMs, untilMs }, widths.fineMs),
      make: async (atMs) => await rollUpFine(collections, atMs, widths, term),
    });
    const coarse = await TierProgress.load({
      ...common,
      id: "coarse",
      widthMs: widths.coarseMs,
      next: async (fromMs, untilMs) => {
        // A period whose samples are all in chunks, but whose roll-ups were not made, has roll-ups of batches.
        const [raw, made] = await Promise.all([
          firstSample(collections.samples, { fromMs, untilMs }, widths.coarseMs),
          firstSample(collections.batchRollups, { fromMs, untilMs }, widths.coarseMs),
        ]);
        return raw === null || made === null ? (raw ?? made) : Math.min(raw, made);
      },
      make: async (atMs) => await compactPeriod(collections, atMs, widths, term),
    });
    return new RollupKeeper(collections.shards, fine, coarse);
  }

  /**
   * Makes what is over, and anew what has got samples since it was made. Returns how many periods of each tier.
   * @throws FencedError when another process makes roll-ups
   */
  async catchUp(nowMs: number, signal: AbortSignal): Promise<{ readonly fine: number; readonly coarse: number }> {
    await this.#learnOfSamples();
    const fine = await this.#fine.catchUp(nowMs, signal);
    return { fine, coarse: await this.#coarse.catchUp(nowMs, signal) };
  }

  /**
   * Reads up to where collectors have written samples, and forgets that once it is noted in the tiers. Samples are written
   * in one transaction with their mark: those whose mark is read here are found from here on, and those of a mark that comes
   * later are learnt of the next time.
   */
  async #learnOfSamples(): Promise<void> {
    const marked = await this.#shards.find({ samplesSince: { $exists: true } }, { hint: { _id: 1 } }).toArray();
    const times = marked.flatMap(({ samplesSince }) => samplesSince?.getTime() ?? []);
    if (times.length === 0) return;
    const oldestMs = Math.min(...times);
    await this.#fine.reopen(oldestMs);
    await this.#coarse.reopen(oldestMs);
    for (const { _id, samplesSince } of marked) {
      if (samplesSince !== undefined)
        await this.#shards.updateOne({ _id, samplesSince }, { $unset: { samplesSince: 1 } });
    }
  }
}

/** Compacts every batch over a coarse period, then makes the period's roll-ups. */
async function compactPeriod(
  collections: RollupKeeperOptions["collections"],
  atMs: number,
  widths: TierWidths,
  term: number,
): Promise<void> {
  const batches = await collections.batches.find({}, { projection: { _id: 1 }, sort: { _id: 1 } }).toArray();
  for (const { _id } of batches) await compactBatch(collections, _id, atMs, widths, term);
  await rollUpCoarse(collections, atMs, widths, term);
}

interface Dated {
  readonly at: Date;
}

/** The beginning of the first period of a width in which a collection has something. */
async function firstSample(
  collection: {
    readonly findOne: (filter: object, options: object) => Promise<Dated | null>;
  },
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
  widthMs: number,
): Promise<number | null> {
  const filter = { at: { $gte: new Date(fromMs), $lt: new Date(untilMs) } };
  const first = await collection.findOne(filter, { sort: { at: 1 }, projection: { at: 1 } });
  return first === null ? null : floorTo(first.at.getTime(), widthMs);
}

/**
 * Roll-ups of one minute by partner, site, model and project. They are always computed from the raw store, never
 * carried along, so that a roll-up equals what recomputing it gives. A sample counts in the minute of its document's `at`.
 */

import type { TelemetryCollections } from "./collections.ts";
import { type MetricRollup, NO_GPU, type RollupDocument, type SampleDocument } from "./collections.ts";
import { METRIC_COUNT, METRICS, MISSING } from "./metrics.ts";
import { readColumn } from "./samples.ts";

export const MINUTE_MS = 60_000;
const HISTOGRAM_BINS = 20;

type RollupCollections = Pick<TelemetryCollections, "samples" | "rollups" | "rollupProgress">;

/** Sums of one group over a minute, in packed integers. */
interface Sums {
  readonly id: RollupDocument["_id"];
  samples: number;
  expected: number;
  readonly count: Float64Array;
  readonly sum: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** By `metric × HISTOGRAM_BINS + bin`. */
  readonly histogram: Float64Array;
  /** Rows that reported, by batch. */
  readonly rows: Map<string, Uint8Array>;
}

/** The roll-ups of the minute that begins at `minuteMs`, from the raw store. */
export async function computeRollups(
  { samples }: Pick<TelemetryCollections, "samples">,
  minuteMs: number,
): Promise<RollupDocument[]> {
  const minute = new Date(minuteMs);
  const groups = new Map<string, Sums>();
  const filter = { at: { $gte: minute, $lt: new Date(minuteMs + MINUTE_MS) } };
  for await (const document of samples.find(filter, { batchSize: 64 })) addSample(groups, minute, document);
  return [...groups.values()].map(rollupOf);
}

/** Computes the roll-ups of a minute and writes them over what was there. Returns how many there are. */
async function rollUp(collections: RollupCollections, minuteMs: number): Promise<number> {
  const documents = await computeRollups(collections, minuteMs);
  for (let from = 0; from < documents.length; from += 500) {
    const operations = documents.slice(from, from + 500).map(({ _id, ...replacement }) => ({
      replaceOne: { filter: { _id }, replacement, upsert: true },
    }));
    await collections.rollups.bulkWrite(operations, { ordered: false });
  }
  return documents.length;
}

export interface RollupKeeperOptions {
  readonly collections: RollupCollections;
  /** How long after a minute's end its last samples may still be written. */
  readonly graceMs: number;
  readonly rawRetentionMs: number;
}

/** Makes the roll-ups of every minute that is over, those that were missed while nobody ran included. */
export class RollupKeeper {
  readonly #options: RollupKeeperOptions;
  /** The last minute that is made; null when there is nothing to begin from yet. */
  #throughMs: number | null = null;
  /** Minutes of which samples are being written. */
  readonly #awaited = new Set<{ readonly minuteMs: number }>();
  /** What is being made: not to be taken as made when samples of it, or of before it, turn up meanwhile. */
  #making: { readonly lastMs: number; stale: boolean } | null = null;

  private constructor(options: RollupKeeperOptions) {
    this.#options = options;
  }

  static async load(options: RollupKeeperOptions): Promise<RollupKeeper> {
    const keeper = new RollupKeeper(options);
    const progress = await options.collections.rollupProgress.findOne({ _id: "1m" });
    keeper.#throughMs = progress?.minute.getTime() ?? null;
    return keeper;
  }

  /**
   * Says that samples of this time and later are about to be written; call what it resolves to when they are. A minute
   * that was made without them is made again: that is noted first, so that a crash in between forgets nothing.
   */
  async expect(atMs: number): Promise<() => void> {
    const awaited = { minuteMs: floorMinute(atMs) };
    this.#awaited.add(awaited);
    if (this.#making !== null && awaited.minuteMs <= this.#making.lastMs) this.#making.stale = true;
    if (this.#throughMs === null || awaited.minuteMs <= this.#throughMs) {
      await this.#setThrough(awaited.minuteMs - MINUTE_MS);
    }
    return () => this.#awaited.delete(awaited);
  }

  /** Makes the minutes that are over, oldest first. Returns how many it made; aborting leaves the rest for later. */
  async catchUp(nowMs: number, signal: AbortSignal): Promise<number> {
    let made = 0;
    for (;;) {
      const lastMs = this.#lastOver(nowMs);
      if (this.#throughMs === null || this.#throughMs >= lastMs || signal.aborted) return made;
      const making = { lastMs, stale: false };
      this.#making = making;
      try {
        const afterMs = Math.max(this.#throughMs, nowMs - this.#options.rawRetentionMs);
        const minuteMs = await this.#nextMinuteWithSamples(afterMs, lastMs);
        if (minuteMs !== null) {
          await rollUp(this.#options.collections, minuteMs);
          made++;
        }
        if (!making.stale) await this.#setThrough(minuteMs ?? lastMs);
      } finally {
        this.#making = null;
      }
    }
  }

  /** The last minute that is over and whose samples are all written. */
  #lastOver(nowMs: number): number {
    let lastMs = floorMinute(nowMs - this.#options.graceMs) - MINUTE_MS;
    for (const { minuteMs } of this.#awaited) lastMs = Math.min(lastMs, minuteMs - MINUTE_MS);
    return lastMs;
  }

  /** Minutes of a long pause are passed over in one step. */
  async #nextMinuteWithSamples(afterMs: number, lastMs: number): Promise<number | null> {
    const fromMs = floorMinute(afterMs) + MINUTE_MS;
    const filter = { at: { $gte: new Date(fromMs), $lt: new Date(lastMs + MINUTE_MS) } };
    const options = { sort: { at: 1 }, projection: { at: 1 } } as const;
    const first = await this.#options.collections.samples.findOne(filter, options);
    return first === null ? null : floorMinute(first.at.getTime());
  }

  async #setThrough(minuteMs: number): Promise<void> {
    const minute = new Date(minuteMs);
    await this.#options.collections.rollupProgress.replaceOne({ _id: "1m" }, { minute }, { upsert: true });
    this.#throughMs = minuteMs;
  }
}

function floorMinute(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}

function addSample(groups: Map<string, Sums>, minute: Date, document: SampleDocument): void {
  const holders = document.holders.buffer;
  const columns = METRICS.map(({ column }) => {
    const packed = document.columns[column];
    return packed === undefined ? null : readColumn(packed);
  });
  const ofHolder: Sums[] = [];
  for (let row = 0; row < document.gpuCount; row++) {
    const holder = holders[row] ?? NO_GPU;
    if (holder === NO_GPU) continue;
    const sums = (ofHolder[holder] ??= sumsOf(groups, minute, document, holder));
    sums.expected++;
    if (!addRow(sums, columns, row)) continue;
    sums.samples++;
    let rows = sums.rows.get(document.batch);
    if (rows === undefined) sums.rows.set(document.batch, (rows = new Uint8Array(NO_GPU)));
    rows[row] = 1;
  }
}

/** Adds a GPU's values. False when there are none. */
function addRow(sums: Sums, columns: readonly (Uint16Array | null)[], row: number): boolean {
  let any = false;
  for (let metric = 0; metric < METRIC_COUNT; metric++) {
    const value = columns[metric]?.[row] ?? MISSING;
    if (value === MISSING) continue;
    any = true;
    sums.count[metric] = (sums.count[metric] ?? 0) + 1;
    sums.sum[metric] = (sums.sum[metric] ?? 0) + value;
    if (value < (sums.min[metric] ?? 0)) sums.min[metric] = value;
    if (value > (sums.max[metric] ?? 0)) sums.max[metric] = value;
    const steps = METRICS[metric];
    if (steps?.ratio !== true) continue;
    const bin = Math.min(Math.floor((value * HISTOGRAM_BINS) / steps.max), HISTOGRAM_BINS - 1);
    const index = metric * HISTOGRAM_BINS + bin;
    sums.histogram[index] = (sums.histogram[index] ?? 0) + 1;
  }
  return any;
}

function sumsOf(groups: Map<string, Sums>, minute: Date, document: SampleDocument, holder: number): Sums {
  const { partner, site, model } = document;
  const project = holder === 0 ? null : (document.groups[holder - 1]?.project ?? null);
  const key = [partner, site, model, project ?? ""].join("\0");
  let sums = groups.get(key);
  if (sums === undefined) {
    sums = {
      id: { minute, partner, site, model, project },
      samples: 0,
      expected: 0,
      count: new Float64Array(METRIC_COUNT),
      sum: new Float64Array(METRIC_COUNT),
      min: new Float64Array(METRIC_COUNT).fill(Infinity),
      max: new Float64Array(METRIC_COUNT).fill(-Infinity),
      histogram: new Float64Array(METRIC_COUNT * HISTOGRAM_BINS),
      rows: new Map(),
    };
    groups.set(key, sums);
  }
  return sums;
}

function rollupOf(sums: Sums): RollupDocument {
  const metrics: Record<string, MetricRollup> = {};
  for (const [metric, { column, step, ratio }] of METRICS.entries()) {
    const count = sums.count[metric] ?? 0;
    if (count === 0) continue;
    const value = (packed: number | undefined): number => Math.round((packed ?? 0) * step * 1e6) / 1e6;
    const from = metric * HISTOGRAM_BINS;
    metrics[column] = {
      count,
      sum: value(sums.sum[metric]),
      min: value(sums.min[metric]),
      max: value(sums.max[metric]),
      ...(ratio ? { histogram: [...sums.histogram.subarray(from, from + HISTOGRAM_BINS)] } : {}),
    };
  }
  let gpus = 0;
  for (const rows of sums.rows.values()) for (const row of rows) gpus += row;
  return { _id: sums.id, samples: sums.samples, expected: sums.expected, gpus, metrics };
}

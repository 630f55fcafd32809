/**
 * Tallies: what roll-ups keep. A table has a row for each group, or each stretch of time, and of each row times, and of each
 * metric count, sum, smallest, largest and a histogram; so rows merge to any group and any window, percentiles included.
 * Values are packed integers throughout, which makes sums exact in any order.
 */

import { mongo } from "mongoose";
import { METRIC_COUNT, METRICS, MISSING } from "../metrics.ts";

/** What a row has besides its metrics, in GPU-milliseconds unless said otherwise. */
export const EXPECTED = 0;
/** Time of GPUs that reported. */
export const REPORTED = 1;
/** Milliseconds, not GPU-milliseconds, in which anybody was asked. */
export const COVERED = 2;
/** Expected time of GPUs that a workload held. */
export const HELD = 3;
/** Held time of GPUs that one workload held for a whole coarse period and whose duty cycle never reached 5 % in it. */
export const IDLE = 4;
/** Reported time of GPUs that a workload held, times what is missing to a full duty cycle, in packed steps of it. */
export const WASTED = 5;
const TIMES = 6;

const COUNT = 0;
const SUM = 1;
const MIN = 2;
const MAX = 3;
const MOMENTS = 4;

/** Bins of a histogram. */
export const BINS = 20;

/** A table in a document. By column of the raw store; a metric that no row has is absent. */
export interface PackedTally {
  readonly rows: number;
  readonly times: mongo.Binary;
  readonly moments: Readonly<Record<string, mongo.Binary>>;
  readonly bins: Readonly<Record<string, mongo.Binary>>;
}

/** Part of a packed table, as a projection leaves it. */
export interface PartialTally {
  readonly rows: number;
  readonly times?: mongo.Binary;
  readonly moments?: Readonly<Record<string, mongo.Binary>>;
  readonly bins?: Readonly<Record<string, mongo.Binary>>;
}

/** Count, sum and extremes of one metric, packed. */
export interface Moments {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** How a row is merged: of the same time as what is there, or of another. */
export type Merge = "alongside" | "after";

/** A table that grows. */
export class Tally {
  #rows = 0;
  #capacity: number;
  #times: Float64Array;
  readonly #moments: (Float64Array | null)[] = METRICS.map(() => null);
  readonly #bins: (Float64Array | null)[] = METRICS.map(() => null);

  /** @param rows that it has from the start, empty */
  constructor(rows = 0) {
    this.#rows = rows;
    this.#capacity = Math.max(rows, 4);
    this.#times = new Float64Array(this.#capacity * TIMES);
  }

  get rows(): number {
    return this.#rows;
  }

  /** What it takes in memory. */
  get bytes(): number {
    const columns = [this.#times, ...this.#moments, ...this.#bins];
    return columns.reduce((sum, column) => sum + (column?.byteLength ?? 0), 0);
  }

  /** Adds an empty row and returns its number. */
  addRow(): number {
    if (this.#rows === this.#capacity) this.#grow();
    return this.#rows++;
  }

  time(row: number, field: number): number {
    return this.#times[row * TIMES + field] ?? 0;
  }

  addTime(row: number, field: number, ms: number): void {
    const index = row * TIMES + field;
    this.#times[index] = (this.#times[index] ?? 0) + ms;
  }

  /** Sets COVERED of a row to at least this. */
  cover(row: number, ms: number): void {
    const index = row * TIMES + COVERED;
    this.#times[index] = Math.max(this.#times[index] ?? 0, ms);
  }

  /** Adds a packed value that is not `MISSING`. */
  add(row: number, metric: number, value: number): void {
    const moments = (this.#moments[metric] ??= this.#emptyMoments());
    const at = row * MOMENTS;
    moments[at + COUNT] = (moments[at + COUNT] ?? 0) + 1;
    moments[at + SUM] = (moments[at + SUM] ?? 0) + value;
    if (value < (moments[at + MIN] ?? 0)) moments[at + MIN] = value;
    if (value > (moments[at + MAX] ?? 0)) moments[at + MAX] = value;
    const width = BIN_WIDTHS[metric] ?? 0;
    if (width === 0) return;
    const bins = (this.#bins[metric] ??= new Float64Array(this.#capacity * BINS));
    const bin = row * BINS + Math.min(Math.floor(value / width), BINS - 1);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }

  /** Adds `count` times the same value: what a simulated history is made of. */
  addMany(row: number, metric: number, value: number, count: number): void {
    if (count === 0) return;
    this.add(row, metric, value);
    const moments = this.#moments[metric];
    const bins = this.#bins[metric];
    const at = row * MOMENTS;
    if (moments != null) {
      moments[at + COUNT] = (moments[at + COUNT] ?? 0) + count - 1;
      moments[at + SUM] = (moments[at + SUM] ?? 0) + value * (count - 1);
    }
    const bin = row * BINS + Math.min(Math.floor(value / (BIN_WIDTHS[metric] ?? 1)), BINS - 1);
    if (bins != null) bins[bin] = (bins[bin] ?? 0) + count - 1;
  }

  /** Adds a row of another table to a row of this one. */
  merge(row: number, from: Tally, fromRow: number, how: Merge): void {
    for (let field = 0; field < TIMES; field++) {
      const ms = from.time(fromRow, field);
      if (field === COVERED && how === "alongside") this.cover(row, ms);
      else this.addTime(row, field, ms);
    }
    for (let metric = 0; metric < METRIC_COUNT; metric++) this.#mergeMetric(row, from, fromRow, metric);
  }

  /** Empties a row. */
  clear(row: number): void {
    this.#times.fill(0, row * TIMES, (row + 1) * TIMES);
    for (let metric = 0; metric < METRIC_COUNT; metric++) {
      const moments = this.#moments[metric];
      if (moments != null) for (let at = 0; at < MOMENTS; at++) moments[row * MOMENTS + at] = EMPTY[at] ?? 0;
      this.#bins[metric]?.fill(0, row * BINS, (row + 1) * BINS);
    }
  }

  /** Null where the row has no value of the metric. */
  moments(row: number, metric: number): Moments | null {
    const moments = this.#moments[metric];
    const at = row * MOMENTS;
    const count = moments?.[at + COUNT] ?? 0;
    if (moments == null || count === 0) return null;
    return { count, sum: moments[at + SUM] ?? 0, min: moments[at + MIN] ?? 0, max: moments[at + MAX] ?? 0 };
  }

  /** How many values lie in each bin. */
  histogram(row: number, metric: number): readonly number[] {
    return [...(this.#bins[metric]?.subarray(row * BINS, (row + 1) * BINS) ?? [])];
  }

  /**
   * The packed value that a share of a row's values do not exceed, to within the width of a bin; null without values.
   * @param share from 0 to 1
   */
  quantile(row: number, metric: number, share: number): number | null {
    const found = this.moments(row, metric);
    const bins = this.#bins[metric];
    const width = BIN_WIDTHS[metric] ?? 0;
    if (found === null || bins == null || width === 0) return null;
    let before = 0;
    const wanted = share * found.count;
    for (let bin = 0; bin < BINS; bin++) {
      const count = bins[row * BINS + bin] ?? 0;
      if (count > 0 && before + count >= wanted) {
        const low = Math.max(bin * width, found.min);
        const high = bin === BINS - 1 ? found.max : Math.min((bin + 1) * width, found.max);
        return low + (high - low) * Math.max(0, (wanted - before) / count);
      }
      before += count;
    }
    return found.max;
  }

  pack(): PackedTally {
    const rows = this.#rows;
    const moments: Record<string, mongo.Binary> = {};
    const bins: Record<string, mongo.Binary> = {};
    for (const [metric, { column }] of METRICS.entries()) {
      const ofMetric = this.#moments[metric];
      if (ofMetric == null || !hasValues(ofMetric, rows)) continue;
      moments[column] = binary(ofMetric.subarray(0, rows * MOMENTS));
      const counts = this.#bins[metric];
      if (counts != null) bins[column] = binary(Uint32Array.from(counts.subarray(0, rows * BINS)));
    }
    return { rows, times: binary(this.#times.subarray(0, rows * TIMES)), moments, bins };
  }

  /** Reads what a projection has left of a packed table; the rest is as if nothing had reported it. */
  static unpack({ rows, times, moments = {}, bins = {} }: PartialTally): Tally {
    const tally = new Tally(0);
    tally.#rows = rows;
    tally.#capacity = rows;
    tally.#times = times === undefined ? new Float64Array(rows * TIMES) : new Float64Array(bytesOf(times));
    for (const [metric, { column }] of METRICS.entries()) {
      const ofMetric = moments[column];
      if (ofMetric !== undefined) tally.#moments[metric] = new Float64Array(bytesOf(ofMetric));
      const counts = bins[column];
      if (counts !== undefined) tally.#bins[metric] = Float64Array.from(new Uint32Array(bytesOf(counts)));
    }
    return tally;
  }

  #mergeMetric(row: number, from: Tally, fromRow: number, metric: number): void {
    const theirs = from.#moments[metric];
    const there = fromRow * MOMENTS;
    if (theirs == null || theirs[there + COUNT] === 0) return;
    const moments = (this.#moments[metric] ??= this.#emptyMoments());
    const here = row * MOMENTS;
    moments[here + COUNT] = (moments[here + COUNT] ?? 0) + (theirs[there + COUNT] ?? 0);
    moments[here + SUM] = (moments[here + SUM] ?? 0) + (theirs[there + SUM] ?? 0);
    moments[here + MIN] = Math.min(moments[here + MIN] ?? 0, theirs[there + MIN] ?? 0);
    moments[here + MAX] = Math.max(moments[here + MAX] ?? 0, theirs[there + MAX] ?? 0);
    const counts = from.#bins[metric];
    if (counts == null) return;
    const bins = (this.#bins[metric] ??= new Float64Array(this.#capacity * BINS));
    for (let bin = 0; bin < BINS; bin++) {
      bins[row * BINS + bin] = (bins[row * BINS + bin] ?? 0) + (counts[fromRow * BINS + bin] ?? 0);
    }
  }

  #emptyMoments(): Float64Array {
    return emptied(new Float64Array(this.#capacity * MOMENTS), 0);
  }

  #grow(): void {
    const before = this.#capacity;
    this.#capacity = Math.max(4, 2 * before);
    this.#times = grown(this.#times, this.#capacity * TIMES);
    for (let metric = 0; metric < METRIC_COUNT; metric++) {
      const moments = this.#moments[metric];
      if (moments != null) this.#moments[metric] = emptied(grown(moments, this.#capacity * MOMENTS), before * MOMENTS);
      const bins = this.#bins[metric];
      if (bins != null) this.#bins[metric] = grown(bins, this.#capacity * BINS);
    }
  }
}

const BIN_WIDTHS = METRICS.map(({ binWidth }) => binWidth);
const EMPTY = [0, 0, MISSING, -1] as const;

function emptied(moments: Float64Array, from: number): Float64Array {
  for (let at = from; at < moments.length; at++) moments[at] = EMPTY[at % MOMENTS] ?? 0;
  return moments;
}

function grown(values: Float64Array, length: number): Float64Array {
  const larger = new Float64Array(length);
  larger.set(values);
  return larger;
}

function hasValues(moments: Float64Array, rows: number): boolean {
  for (let row = 0; row < rows; row++) if (moments[row * MOMENTS + COUNT] !== 0) return true;
  return false;
}

function binary(values: Float64Array | Uint32Array): mongo.Binary {
  return new mongo.Binary(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
}

/** A copy, because a view needs an offset that a document's bytes do not have to have. */
function bytesOf(packed: mongo.Binary): ArrayBuffer {
  return Uint8Array.from(packed.buffer.subarray(0, packed.position)).buffer;
}

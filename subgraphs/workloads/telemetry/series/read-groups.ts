/** Reads roll-ups of groups and adds them up by bucket and by what is asked to be told apart. */

import { METRICS } from "../metrics.ts";
import { COVERED, EXPECTED, Tally } from "../tiers/tally.ts";
import type { TierCollections } from "../tiers/tier-collections.ts";
import { DAY_MS } from "../tiers/tiers.ts";
import { bucketAt, daysOf, type GroupTier, type Span } from "./buckets.ts";
import type { DayMemo } from "./day-memo.ts";
import { type DatedTable, DayTables, wastedWonOf } from "./day-tables.ts";
import { type GroupFilter, type GroupKey, GroupKeys, type SeriesDimension } from "./group-key.ts";

/** What is read: groups, tier, buckets of the tier's periods, and which metrics. */
export interface GroupQuery {
  readonly filter: GroupFilter;
  readonly dimensions: readonly SeriesDimension[];
  readonly tier: GroupTier;
  readonly buckets: readonly Span[];
  /** By index in `METRICS`. */
  readonly metrics: readonly number[];
  readonly histograms: boolean;
  readonly coarseMs: number;
  readonly fineMs: number;
}

/** One group over one bucket. */
export interface Cell {
  readonly key: GroupKey;
  readonly tally: Tally;
  /** What WASTED would have cost, in won. */
  wastedWon: number;
  /** By the beginning of each period: for how long somebody was asked. */
  readonly covers: Map<number, number>;
}

/** By bucket, then by the key's text. */
export type Cells = readonly ReadonlyMap<string, Cell>[];

/** How to read. */
export interface ReadOptions {
  readonly memo: DayMemo;
  readonly signal: AbortSignal;
}

type Rollups = Pick<TierCollections, "fineRollups" | "coarseRollups" | "dayRollups">;

const BATCH = 1000;

/** Adds roll-ups up. */
export async function readGroups(collections: Rollups, query: GroupQuery, options: ReadOptions): Promise<Cells> {
  const sums = new CellSums(query.buckets);
  const shape = { ...query, projection: projectionOf(query) };
  if (query.tier === "fine") {
    await readFine(collections, shape, options.signal, sums);
    return sums.cells;
  }
  const { whole, parts } = daysOf(query.buckets);
  const days = new DayTables(collections, shape, options);
  const [wholeDays, periods] = await Promise.all([
    whole.size === 0 ? [] : days.whole({ $in: datesOf(whole) }),
    // Coarse periods of the days that lie in no bucket as a whole.
    parts.size === 0 ? [] : days.byPeriod({ $in: datesOf(parts) }),
  ]);
  for (const day of wholeDays) sums.addTable(day, DAY_MS);
  for (const day of periods) sums.addTable(day, query.coarseMs);
  return sums.cells;
}

/** Every combination of the dimensions that has roll-ups at any time of a window, by text. */
export async function groupsIn(
  collections: Rollups,
  query: Omit<GroupQuery, "buckets" | "metrics" | "histograms">,
  { fromMs, toMs }: Span,
  options: ReadOptions,
): Promise<GroupKey[]> {
  const found = new Map<string, GroupKey>();
  const shape = { ...query, projection: projectionOf({ metrics: [], histograms: false }) };
  const days = await new DayTables(collections, shape, options).whole({
    $gt: new Date(fromMs - DAY_MS),
    $lt: new Date(toMs),
  });
  for (const { table } of days) for (const key of table.keys) found.set(key.text, key);
  if (query.tier === "fine") {
    // What has come since the last coarse period is in no day yet.
    const at = { $gte: new Date(Math.max(fromMs, toMs - query.coarseMs)), $lt: new Date(toMs) };
    const keyOf = new GroupKeys(query.filter, query.dimensions);
    const read = { projection: { partner: 1, keys: 1 }, batchSize: BATCH, signal: options.signal };
    for await (const { partner, keys } of collections.fineRollups.find({ ...scopeOf(query.filter), at }, read)) {
      for (const group of keys) {
        const key = keyOf.of(partner, group);
        if (key !== null) found.set(key.text, key);
      }
    }
  }
  return [...found.values()].sort((left, right) => (left.text < right.text ? -1 : 1));
}

async function readFine(
  { fineRollups }: Pick<Rollups, "fineRollups">,
  { filter, dimensions, buckets, projection }: GroupQuery & { readonly projection: Readonly<Record<string, 1>> },
  signal: AbortSignal,
  sums: CellSums,
): Promise<void> {
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (first === undefined || last === undefined) return;
  const keyOf = new GroupKeys(filter, dimensions);
  const at = { $gte: new Date(first.fromMs), $lt: new Date(last.toMs) };
  const options = { projection, batchSize: BATCH, signal };
  for await (const document of fineRollups.find({ ...scopeOf(filter), at }, options)) {
    const rows = Tally.unpack(document.tally);
    for (const [row, group] of document.keys.entries()) {
      const key = keyOf.of(document.partner, group);
      if (key === null) continue;
      sums.add(key, document.at.getTime(), rows, row, wastedWonOf(rows, row, group.model));
    }
  }
}

/** Cells that grow. */
class CellSums {
  readonly cells: readonly Map<string, Cell>[];
  readonly #buckets: readonly Span[];

  constructor(buckets: readonly Span[]) {
    this.#buckets = buckets;
    this.cells = buckets.map(() => new Map());
  }

  /** @param slotMs how long a slot of the table is */
  addTable({ at, table: { keys, slots, tally, wastedWon } }: DatedTable, slotMs: number): void {
    for (const [index, key] of keys.entries()) {
      for (let slot = 0; slot < slots; slot++) {
        const row = index * slots + slot;
        this.add(key, at.getTime() + slot * slotMs, tally, row, wastedWon[row] ?? 0);
      }
    }
  }

  add(key: GroupKey, atMs: number, rows: Tally, row: number, wastedWon: number): void {
    if (rows.time(row, EXPECTED) === 0) return;
    const cells = this.cells[bucketAt(this.#buckets, atMs)];
    if (cells === undefined) return;
    let cell = cells.get(key.text);
    if (cell === undefined) {
      cell = { key, tally: new Tally(1), wastedWon: 0, covers: new Map() };
      cells.set(key.text, cell);
    }
    cell.tally.merge(0, rows, row, "after");
    cell.wastedWon += wastedWon;
    cell.covers.set(atMs, Math.max(cell.covers.get(atMs) ?? 0, rows.time(row, COVERED)));
  }
}

function scopeOf({ partner }: GroupFilter): { readonly partner?: string } {
  return partner === null ? {} : { partner };
}

/** The fields of a roll-up that a query needs. */
function projectionOf({
  metrics,
  histograms,
}: Pick<GroupQuery, "metrics" | "histograms">): Readonly<Record<string, 1>> {
  const fields = ["partner", "at", "keys", "site", "model", "project", "kind", "tally.rows", "tally.times"];
  for (const metric of metrics) {
    const column = METRICS[metric]?.column ?? "";
    fields.push(`tally.moments.${column}`);
    if (histograms) fields.push(`tally.bins.${column}`);
  }
  return Object.fromEntries(fields.map((field) => [field, 1]));
}

function datesOf(days: ReadonlySet<number>): Date[] {
  return [...days].sort((left, right) => left - right).map((dayMs) => new Date(dayMs));
}

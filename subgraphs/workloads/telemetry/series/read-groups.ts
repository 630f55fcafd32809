/** Reads roll-ups of groups and adds them up by bucket and by what is asked to be told apart. */

import type { mongo } from "mongoose";
import { METRICS } from "../metrics.ts";
import { COVERED, EXPECTED, Tally, WASTED } from "../tiers/tally.ts";
import type { GroupsDocument, TallyKey, TierCollections } from "../tiers/tier-collections.ts";
import { FULL_DUTY } from "../tiers/add-sample.ts";
import { bucketAt, daysOf, type GroupTier, type Span } from "./buckets.ts";
import { wonPerGpuHour } from "./prices.ts";

/** What points are told apart by, in the order in which their keys name them. */
export const SERIES_DIMENSIONS = ["PARTNER", "SITE", "MODEL", "PROJECT", "KIND"] as const;
export type SeriesDimension = (typeof SERIES_DIMENSIONS)[number];

/** Keeps the groups for which everything given holds. */
export interface GroupFilter {
  readonly partner: string | null;
  readonly site: string | null;
  readonly model: string | null;
  readonly project: string | null;
  readonly kind: string | null;
}

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

/** A combination of the dimensions asked for; the others are null. */
export interface GroupKey {
  readonly text: string;
  readonly partner: string | null;
  readonly site: string | null;
  readonly model: string | null;
  readonly project: string | null;
  readonly kind: string | null;
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

type Rollups = Pick<TierCollections, "fineRollups" | "coarseRollups" | "dayRollups">;

/** Adds roll-ups up. */
export async function readGroups(collections: Rollups, query: GroupQuery, signal: AbortSignal): Promise<Cells> {
  const cells: Map<string, Cell>[] = query.buckets.map(() => new Map());
  const reader = new Reader(query, cells);
  if (query.tier === "fine") await reader.readFine(collections.fineRollups, signal);
  else await Promise.all([reader.readDays(collections, signal), reader.readCoarse(collections, signal)]);
  return cells;
}

/** Every combination of the dimensions that has roll-ups at any time of a window, by text. */
export async function groupsIn(
  { dayRollups, fineRollups }: Rollups,
  query: Omit<GroupQuery, "buckets" | "metrics" | "histograms">,
  { fromMs, toMs }: Span,
): Promise<GroupKey[]> {
  const found = new Map<string, GroupKey>();
  const collect = ({ partner, keys }: Pick<GroupsDocument, "partner" | "keys">): void => {
    for (const key of keys) {
      if (!matches(query.filter, key)) continue;
      const group = groupKey(query.dimensions, partner, key);
      found.set(group.text, group);
    }
  };
  const scope = query.filter.partner === null ? {} : { partner: query.filter.partner };
  const projection = { partner: 1, keys: 1 } as const;
  const days = { at: { $gt: new Date(fromMs - 86_400_000), $lt: new Date(toMs) } };
  for await (const document of dayRollups.find({ ...scope, ...days }, { projection })) collect(document);
  // What has come since the last coarse period is in no day yet.
  const newest = { at: { $gte: new Date(Math.max(fromMs, toMs - query.coarseMs)), $lt: new Date(toMs) } };
  if (query.tier === "fine") {
    for await (const document of fineRollups.find({ ...scope, ...newest }, { projection })) collect(document);
  }
  return [...found.values()].sort((left, right) => (left.text < right.text ? -1 : 1));
}

class Reader {
  readonly #query: GroupQuery;
  readonly #cells: Map<string, Cell>[];
  readonly #projection: Readonly<Record<string, 1>>;
  /** Groups by what they were told by, so that their keys are made once. */
  readonly #keys = new Map<string, GroupKey | null>();

  constructor(query: GroupQuery, cells: Map<string, Cell>[]) {
    this.#query = query;
    this.#cells = cells;
    this.#projection = projectionOf(query);
  }

  async readFine(collection: TierCollections["fineRollups"], signal: AbortSignal): Promise<void> {
    const { buckets } = this.#query;
    const [first, last] = [buckets[0], buckets.at(-1)];
    if (first === undefined || last === undefined) return;
    const at = { $gte: new Date(first.fromMs), $lt: new Date(last.toMs) };
    await this.#readGroups(collection, { ...this.#scope(), at }, signal);
  }

  async readDays({ dayRollups }: Pick<TierCollections, "dayRollups">, signal: AbortSignal): Promise<void> {
    const days = datesOf(daysOf(this.#query.buckets).whole);
    if (days.length > 0) await this.#readGroups(dayRollups, { ...this.#scope(), at: { $in: days } }, signal);
  }

  /** Coarse periods of the days that lie in no bucket as a whole. */
  async readCoarse({ coarseRollups }: Pick<TierCollections, "coarseRollups">, signal: AbortSignal): Promise<void> {
    const { filter, buckets, coarseMs } = this.#query;
    const days = datesOf(daysOf(buckets).parts);
    if (days.length === 0) return;
    const wanted = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null));
    const options = { projection: this.#projection, batchSize: 1000, signal };
    for await (const document of coarseRollups.find({ ...wanted, at: { $in: days } }, options)) {
      const rows = Tally.unpack(document.tally);
      const key = this.#keyOf(document.partner, document);
      if (key === null) continue;
      for (let slot = 0; slot < rows.rows; slot++) {
        const atMs = document.at.getTime() + slot * coarseMs;
        this.#add(key, atMs, document.model, rows, slot);
      }
    }
  }

  #scope(): { readonly partner?: string } {
    const { partner } = this.#query.filter;
    return partner === null ? {} : { partner };
  }

  async #readGroups(
    collection: mongo.Collection<GroupsDocument>,
    filter: mongo.Filter<GroupsDocument>,
    signal: AbortSignal,
  ): Promise<void> {
    for await (const document of collection.find(filter, { projection: this.#projection, batchSize: 1000, signal })) {
      const rows = Tally.unpack(document.tally);
      const atMs = document.at.getTime();
      for (const [row, group] of document.keys.entries()) {
        const key = this.#keyOf(document.partner, group);
        if (key !== null) this.#add(key, atMs, group.model, rows, row);
      }
    }
  }

  #keyOf(partner: string, group: TallyKey): GroupKey | null {
    const id = `${partner}/${group.site}/${group.model}/${group.project ?? ""}/${group.kind ?? ""}`;
    let key = this.#keys.get(id);
    if (key === undefined) {
      key = matches(this.#query.filter, group) ? groupKey(this.#query.dimensions, partner, group) : null;
      this.#keys.set(id, key);
    }
    return key;
  }

  #add(key: GroupKey, atMs: number, model: string, rows: Tally, row: number): void {
    if (rows.time(row, EXPECTED) === 0) return;
    const cells = this.#cells[bucketAt(this.#query.buckets, atMs)];
    if (cells === undefined) return;
    let cell = cells.get(key.text);
    if (cell === undefined) {
      cell = { key, tally: new Tally(1), wastedWon: 0, covers: new Map() };
      cells.set(key.text, cell);
    }
    cell.tally.merge(0, rows, row, "after");
    cell.wastedWon += (rows.time(row, WASTED) / FULL_DUTY / HOUR_MS) * wonPerGpuHour(model);
    cell.covers.set(atMs, Math.max(cell.covers.get(atMs) ?? 0, rows.time(row, COVERED)));
  }
}

const HOUR_MS = 3_600_000;

function matches({ site, model, project, kind }: GroupFilter, group: TallyKey): boolean {
  return (
    (site === null || site === group.site) &&
    (model === null || model === group.model) &&
    (project === null || project === group.project) &&
    (kind === null || kind === group.kind)
  );
}

function groupKey(dimensions: readonly SeriesDimension[], partner: string, group: TallyKey): GroupKey {
  const asked = (dimension: SeriesDimension): boolean => dimensions.includes(dimension);
  const key = {
    partner: asked("PARTNER") ? partner : null,
    site: asked("SITE") ? group.site : null,
    model: asked("MODEL") ? group.model : null,
    project: asked("PROJECT") ? group.project : null,
    kind: asked("KIND") ? group.kind : null,
  };
  return { ...key, text: JSON.stringify([key.partner, key.site, key.model, key.project, key.kind]) };
}

/** The fields of a roll-up that a query needs. */
function projectionOf({ metrics, histograms }: GroupQuery): Readonly<Record<string, 1>> {
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

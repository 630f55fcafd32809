/** Series of single nodes and GPUs, from the roll-ups that are kept of each. */

import { EXPECTED, Tally } from "../tiers/tally.ts";
import type { TierCollections } from "../tiers/tier-collections.ts";
import { DAY_MS, floorTo, type TierWidths } from "../tiers/tiers.ts";
import type { Span } from "./buckets.ts";
import { type SeriesPoint, pointOf } from "./point.ts";

/** Which stretch, and how it is cut. */
export interface GearQuery {
  /** Host name or uuid. */
  readonly key: string;
  /** Slug of the only partner whose gear may be read, or null for all. */
  readonly partner: string | null;
  readonly lastMs: number;
  /** A multiple of the tier's width. */
  readonly stepMs: number;
  readonly nowMs: number;
}

type Gear = Pick<TierCollections, "nodeRollups" | "gpuRollups" | "tierProgress">;

/** A node, from roll-ups of the node's width. Steps without anything have no figures; none at all for one that is not known. */
export async function readNodeSeries(
  collections: Gear,
  query: GearQuery,
  { nodeMs, coarseMs }: TierWidths,
): Promise<SeriesPoint[]> {
  const window = await windowOf(collections, query, coarseMs);
  const filter = { hostname: query.key, at: range(window, coarseMs), ...scope(query.partner) };
  const sums = new Map<number, Tally>();
  for await (const { at, tally } of collections.nodeRollups.find(filter, { sort: { at: 1 } })) {
    const rows = Tally.unpack(tally);
    for (let row = 0; row < rows.rows; row++) add(sums, window, query.stepMs, at.getTime() + row * nodeMs, rows, row);
  }
  return pointsOf(sums, window, query, false);
}

/** A GPU, from roll-ups of the coarse width. @param batchPlaces `_id`s without their days of the documents that may hold it */
export async function readGpuSeries(
  collections: Gear,
  query: GearQuery,
  batchPlaces: readonly string[],
  { coarseMs }: TierWidths,
): Promise<SeriesPoint[]> {
  const window = await windowOf(collections, query, coarseMs);
  const ids: string[] = [];
  for (let dayMs = floorTo(window.fromMs, DAY_MS); dayMs < window.toMs; dayMs += DAY_MS) {
    for (const place of batchPlaces) ids.push(`${place}/${dayMs}`);
  }
  const sums = new Map<number, Tally>();
  for await (const { day, gpus, periods } of collections.gpuRollups.find({
    _id: { $in: ids },
    ...scope(query.partner),
  })) {
    const row = gpus.indexOf(query.key);
    if (row < 0) continue;
    for (const [number, tally] of Object.entries(periods)) {
      const atMs = day.getTime() + Number(number) * coarseMs;
      if (atMs >= window.fromMs && atMs < window.toMs) add(sums, window, query.stepMs, atMs, Tally.unpack(tally), row);
    }
  }
  return pointsOf(sums, window, query, true);
}

async function windowOf(
  { tierProgress }: Pick<Gear, "tierProgress">,
  { lastMs, stepMs, nowMs }: GearQuery,
  coarseMs: number,
): Promise<Span> {
  const progress = await tierProgress.findOne({ _id: "coarse" });
  const toMs = progress?.through.getTime() ?? floorTo(nowMs, coarseMs);
  return { fromMs: toMs - Math.ceil(lastMs / stepMs) * stepMs, toMs };
}

function range({ fromMs, toMs }: Span, coarseMs: number): { readonly $gte: Date; readonly $lt: Date } {
  return { $gte: new Date(floorTo(fromMs, coarseMs)), $lt: new Date(toMs) };
}

function scope(partner: string | null): { readonly partner?: string } {
  return partner === null ? {} : { partner };
}

function add(sums: Map<number, Tally>, { fromMs }: Span, stepMs: number, atMs: number, rows: Tally, row: number): void {
  if (atMs < fromMs || rows.time(row, EXPECTED) === 0) return;
  const step = Math.floor((atMs - fromMs) / stepMs);
  let sum = sums.get(step);
  if (sum === undefined) sums.set(step, (sum = new Tally(1)));
  sum.merge(0, rows, row, "after");
}

const NOBODY = { text: "", partner: null, site: null, model: null, project: null, kind: null } as const;

function pointsOf(
  sums: ReadonlyMap<number, Tally>,
  { fromMs, toMs }: Span,
  { stepMs, nowMs }: GearQuery,
  tellsIdle: boolean,
): SeriesPoint[] {
  const points: SeriesPoint[] = [];
  for (let step = 0; fromMs + step * stepMs < toMs && sums.size > 0; step++) {
    const bucket = { fromMs: fromMs + step * stepMs, toMs: Math.min(toMs, fromMs + (step + 1) * stepMs) };
    points.push(pointOf({ key: NOBODY, bucket, tally: sums.get(step) ?? null, nowMs, tellsIdle }));
  }
  return points;
}

/** Series of utilisation over any window: picks the tier, reads a page of buckets, and leaves holes where nothing was collected. */

import { DUTY_CYCLE, unpackMean } from "../metrics.ts";
import type { TierCollections } from "../tiers/tier-collections.ts";
import { EXPECTED } from "../tiers/tally.ts";
import type { TierWidths } from "../tiers/tiers.ts";
import { aligned, bucketsOf, type Cut, daysOf, type GroupTier, pickTier, type Span } from "./buckets.ts";
import { pointOf, type SeriesPoint } from "./point.ts";
import type { GroupFilter, GroupKey, SeriesDimension } from "./group-key.ts";
import { type Cell, type Cells, groupsIn, readGroups, type ReadOptions } from "./read-groups.ts";

export type SeriesCollections = Pick<TierCollections, "fineRollups" | "coarseRollups" | "dayRollups" | "tierProgress">;

/** A window as it is asked for: from a time, or of a length; to a time, or to where roll-ups are made. */
export interface Window {
  readonly fromMs: number | null;
  readonly lastMs: number | null;
  readonly toMs: number | null;
}

export interface SeriesQuery {
  /** Null when viewer and filter name different partners, so that nothing matches. */
  readonly filter: GroupFilter | null;
  readonly dimensions: readonly SeriesDimension[];
  readonly window: Window;
  readonly cut: Cut;
  readonly metrics: readonly number[];
  readonly histograms: boolean;
  /** True when idle hours are asked for, which only coarse roll-ups know. */
  readonly needsCoarse: boolean;
  /** Keeps points whose mean duty cycle is below, in a window of one bucket. */
  readonly dutyCycleBelow: number | null;
}

/** Where a page goes on: after this group in this bucket. */
export interface SeriesPosition {
  readonly bucketMs: number;
  readonly key: string;
}

export interface SeriesPage {
  readonly window: Span;
  readonly tiers: readonly Tier[];
  readonly points: readonly SeriesPoint[];
  /** How many points the whole series has. */
  readonly count: number;
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
}

export type Tier = "FINE" | "COARSE" | "DAY";

/** The window asks for more than can be read at once. Its message says what to do. */
export class SeriesTooFineError extends Error {
  override readonly name = "SeriesTooFineError";
}

/** Fine roll-ups that one page may read: half an hour's worth of seconds for five partners, or so. */
const MAX_FINE_PERIODS = 20_000;

/** The window that is read, and from which tier. */
export async function resolveWindow(
  { tierProgress }: Pick<SeriesCollections, "tierProgress">,
  { window, cut, needsCoarse }: Pick<SeriesQuery, "window" | "cut" | "needsCoarse">,
  widths: TierWidths,
  nowMs: number,
): Promise<{ readonly window: Span; readonly tier: GroupTier }> {
  const spanMs = window.lastMs ?? (window.toMs ?? nowMs) - (window.fromMs ?? nowMs);
  const tier = pickTier(cut, spanMs, needsCoarse, widths);
  const toMs = window.toMs ?? (await tierProgress.findOne({ _id: tier }))?.through.getTime() ?? nowMs;
  const fromMs = window.fromMs ?? toMs - (window.lastMs ?? 0);
  return { tier, window: aligned({ fromMs, toMs }, tier, widths) };
}

/**
 * Reads a page of a series: bucket by bucket, and within one by group.
 * @throws SeriesTooFineError when there are too many buckets, or one of them alone is too much
 */
export async function readSeries(
  collections: SeriesCollections,
  query: SeriesQuery,
  { widths, first, after, nowMs, memo, signal }: PageOptions,
): Promise<SeriesPage> {
  const { window, tier } = await resolveWindow(collections, query, widths, nowMs);
  const buckets = bucketsOf(window, query.cut);
  if (buckets === null) throw new SeriesTooFineError("This window has more than 100,000 steps: take a longer step.");
  const { filter } = query;
  if (filter === null || buckets.length === 0) return emptyPage(window, tier);
  const base = { ...query, filter, tier, ...widths };
  const [only] = buckets;
  if (buckets.length === 1 && only !== undefined) {
    checkBudget([only], tier, widths);
    const cells = await readGroups(collections, { ...base, buckets }, { memo, signal });
    const found = [...(cells[0]?.values() ?? [])].filter((cell) => isBelow(cell, query.dutyCycleBelow));
    const all = query.dimensions.length === 0 && query.dutyCycleBelow === null;
    const keys = all ? [TOTAL] : found.map(({ key }) => key).sort(byText);
    return pageOf({ window, tier, buckets, keys, cells, firstBucket: 0, first, after, nowMs });
  }
  const keys = query.dimensions.length === 0 ? [TOTAL] : await groupsIn(collections, base, window, { memo, signal });
  const firstBucket =
    after === null
      ? 0
      : Math.max(
          0,
          buckets.findIndex(({ fromMs }) => fromMs >= after.bucketMs),
        );
  const wanted = Math.ceil(first / Math.max(1, keys.length)) + 1;
  const slice = withinBudget(buckets.slice(firstBucket, firstBucket + wanted), tier, widths);
  checkBudget(slice, tier, widths);
  const cells = await readGroups(collections, { ...base, buckets: slice }, { memo, signal });
  return pageOf({ window, tier, buckets, keys, cells, firstBucket, first, after, nowMs });
}

export interface PageOptions extends ReadOptions {
  readonly widths: TierWidths;
  /** Points that the page may have. */
  readonly first: number;
  readonly after: SeriesPosition | null;
  readonly nowMs: number;
}

const TOTAL: GroupKey = {
  text: JSON.stringify([null, null, null, null, null]),
  partner: null,
  site: null,
  model: null,
  project: null,
  kind: null,
};

/** For how long somebody was asked in a cell. */
export function coveredMs({ covers }: Pick<Cell, "covers">): number {
  let sum = 0;
  for (const ms of covers.values()) sum += ms;
  return sum;
}

interface Page {
  readonly window: Span;
  readonly tier: GroupTier;
  readonly buckets: readonly Span[];
  readonly keys: readonly GroupKey[];
  readonly cells: Cells;
  /** Which bucket the first of the cells belongs to. */
  readonly firstBucket: number;
  readonly first: number;
  readonly after: SeriesPosition | null;
  readonly nowMs: number;
}

function pageOf({ window, tier, buckets, keys, cells, firstBucket, first, after, nowMs }: Page): SeriesPage {
  const points: SeriesPoint[] = [];
  let hasNext = firstBucket + cells.length < buckets.length;
  for (const [index, ofBucket] of cells.entries()) {
    const bucket = buckets[firstBucket + index];
    if (bucket === undefined) continue;
    for (const key of keys) {
      if (after !== null && bucket.fromMs === after.bucketMs && key.text <= after.key) continue;
      if (points.length === first) {
        hasNext = true;
        break;
      }
      const cell = ofBucket.get(key.text);
      const source = cell === undefined ? { tally: null } : { ...cell, coveredMs: coveredMs(cell) };
      points.push(pointOf({ ...source, key, bucket, nowMs, tellsIdle: tier === "coarse" }));
    }
  }
  const count = buckets.length * keys.length;
  return { window, tiers: tiersOf(tier, buckets), points, count, hasNext, hasPrevious: after !== null };
}

function tiersOf(tier: GroupTier, buckets: readonly Span[]): readonly Tier[] {
  if (tier === "fine") return ["FINE"];
  const { whole, parts } = daysOf(buckets);
  return [...(whole.size > 0 ? (["DAY"] as const) : []), ...(parts.size > 0 ? (["COARSE"] as const) : [])];
}

function emptyPage(window: Span, tier: GroupTier): SeriesPage {
  const tiers: readonly Tier[] = [tier === "fine" ? "FINE" : "COARSE"];
  return { window, tiers, points: [], count: 0, hasNext: false, hasPrevious: false };
}

/** As many of the buckets as may be read at once, at least one. */
function withinBudget(buckets: readonly Span[], tier: GroupTier, { fineMs }: TierWidths): readonly Span[] {
  const [first] = buckets;
  if (tier === "coarse" || first === undefined) return buckets;
  const untilMs = first.fromMs + MAX_FINE_PERIODS * fineMs;
  const within = buckets.filter(({ toMs }) => toMs <= untilMs);
  return within.length > 0 ? within : [first];
}

function checkBudget(buckets: readonly Span[], tier: GroupTier, { fineMs }: TierWidths): void {
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (tier === "coarse" || first === undefined || last === undefined) return;
  if ((last.toMs - first.fromMs) / fineMs <= MAX_FINE_PERIODS) return;
  throw new SeriesTooFineError("One step of this window is too long for the finest roll-ups: take whole hours.");
}

function isBelow({ tally }: Cell, dutyCycle: number | null): boolean {
  if (dutyCycle === null) return true;
  const moments = tally.moments(0, DUTY_CYCLE);
  return moments !== null && (unpackMean(DUTY_CYCLE, moments.sum, moments.count) ?? 1) < dutyCycle;
}

function byText(left: GroupKey, right: GroupKey): number {
  return left.text < right.text ? -1 : 1;
}

/** Cells with something in them, of a window that is one bucket. */
export async function readWindow(
  collections: SeriesCollections,
  query: Omit<SeriesQuery, "cut" | "needsCoarse" | "dutyCycleBelow">,
  { widths, nowMs, memo, signal }: Omit<PageOptions, "first" | "after">,
): Promise<{ readonly window: Span; readonly cells: readonly Cell[] }> {
  const whole = { ...query, cut: { kind: "whole" }, needsCoarse: true } as const;
  const { window } = await resolveWindow(collections, whole, widths, nowMs);
  const { filter } = query;
  if (filter === null || window.fromMs >= window.toMs) return { window, cells: [] };
  const read = { ...query, filter, tier: "coarse", buckets: [window], ...widths } as const;
  const [cells] = await readGroups(collections, read, { memo, signal });
  return { window, cells: [...(cells?.values() ?? [])].filter(({ tally }) => tally.time(0, EXPECTED) > 0) };
}

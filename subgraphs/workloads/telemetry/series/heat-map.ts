/** How busy GPUs are by the hour of the day and the day of the week, on the clock of a time zone. */

import { EXPECTED, Tally } from "../tiers/tally.ts";
import type { Span } from "./buckets.ts";
import { type SeriesPoint, pointOf } from "./point.ts";
import type { GroupFilter } from "./group-key.ts";
import { readGroups } from "./read-groups.ts";
import { coveredMs, type PageOptions, type SeriesCollections } from "./series.ts";
import type { TimeZone } from "./time-zone.ts";

/** An hour of a weekday. */
export interface HeatMapHour {
  /** From 1, Monday, to 7, Sunday. */
  readonly weekday: number;
  /** From 0 to 23. */
  readonly hour: number;
  /** What is told of all such hours of the window; its times are those of the window. */
  readonly point: SeriesPoint;
}

export interface HeatMapQuery {
  readonly filter: GroupFilter | null;
  readonly window: Span;
  readonly zone: TimeZone;
  readonly metrics: readonly number[];
  readonly histograms: boolean;
}

interface HourSum {
  readonly tally: Tally;
  wastedWon: number;
  coveredMs: number;
  /** Of the window, how much lies in such hours. */
  spanMs: number;
}

/** All 168 hours of the week, Monday 0 o'clock first. A coarse period counts in the hour in which it begins. */
export async function readHeatMap(
  collections: SeriesCollections,
  { filter, window, zone, metrics, histograms }: HeatMapQuery,
  { widths, nowMs, memo, signal }: Omit<PageOptions, "first" | "after">,
): Promise<HeatMapHour[]> {
  const hours = Array.from({ length: 168 }, (): HourSum => ({
    tally: new Tally(1),
    wastedWon: 0,
    coveredMs: 0,
    spanMs: 0,
  }));
  const periods: Span[] = [];
  for (let atMs = window.fromMs; atMs < window.toMs; atMs += widths.coarseMs) {
    periods.push({ fromMs: atMs, toMs: atMs + widths.coarseMs });
  }
  const hourAt = ({ fromMs }: Span): HourSum | undefined => {
    const { weekday, hour } = zone.localTime(fromMs);
    return hours[(weekday - 1) * 24 + hour];
  };
  for (const period of periods) {
    const hour = hourAt(period);
    if (hour !== undefined) hour.spanMs += Math.max(0, Math.min(period.toMs, nowMs) - period.fromMs);
  }
  if (filter !== null && periods.length > 0) {
    const query = { filter, dimensions: [], tier: "coarse", buckets: periods, metrics, histograms, ...widths } as const;
    const cells = await readGroups(collections, query, { memo, signal });
    for (const [index, ofPeriod] of cells.entries()) {
      const period = periods[index];
      const hour = period === undefined ? undefined : hourAt(period);
      for (const cell of ofPeriod.values()) {
        if (hour === undefined || cell.tally.time(0, EXPECTED) === 0) continue;
        hour.tally.merge(0, cell.tally, 0, "after");
        hour.wastedWon += cell.wastedWon;
        hour.coveredMs += coveredMs(cell);
      }
    }
  }
  const key = { text: "", partner: null, site: null, model: null, project: null, kind: null };
  return hours.map((hour, index) => {
    const source = { key, bucket: window, nowMs: window.fromMs + hour.spanMs, tellsIdle: true, ...hour };
    return { weekday: Math.floor(index / 24) + 1, hour: index % 24, point: pointOf(source) };
  });
}

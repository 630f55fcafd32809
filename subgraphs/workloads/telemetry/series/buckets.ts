/** A window of time, cut into buckets. */

import { DAY_MS, floorTo, type TierWidths } from "../tiers/tiers.ts";
import type { CalendarUnit, TimeZone } from "./time-zone.ts";

/** From, inclusive, to, exclusive; in ms since the epoch. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** How a window is cut: not at all, into lengths, or by a calendar. */
export type Cut =
  | { readonly kind: "whole" }
  | { readonly kind: "length"; readonly stepMs: number; readonly zone: TimeZone }
  | { readonly kind: "calendar"; readonly unit: CalendarUnit; readonly count: number; readonly zone: TimeZone };

/** More than these are not made: whoever asks for so many wants a longer step. */
const MAX_BUCKETS = 100_000;

/** The buckets of a window, in order; the first and the last may be cut short. Null when there are too many. */
export function bucketsOf(window: Span, cut: Cut): readonly Span[] | null {
  const { fromMs, toMs } = window;
  if (fromMs >= toMs) return [];
  if (cut.kind === "whole") return [window];
  if (cut.kind === "length" && (toMs - fromMs) / cut.stepMs > MAX_BUCKETS) return null;
  const buckets: Span[] = [];
  let startMs = firstStart(fromMs, cut);
  while (startMs < toMs) {
    let endMs = startMs;
    if (cut.kind === "length") endMs += cut.stepMs;
    else for (let unit = 0; unit < cut.count; unit++) endMs = cut.zone.startAfter(cut.unit, endMs);
    buckets.push({ fromMs: Math.max(startMs, fromMs), toMs: Math.min(endMs, toMs) });
    if (buckets.length > MAX_BUCKETS) return null;
    startMs = endMs;
  }
  return buckets;
}

/** Lengths are counted from midnight, so that hours begin at the full hour. */
function firstStart(fromMs: number, cut: Exclude<Cut, { readonly kind: "whole" }>): number {
  if (cut.kind === "calendar") return cut.zone.startOf(cut.unit, fromMs);
  return fromMs - ((fromMs - cut.zone.startOf("DAY", fromMs)) % cut.stepMs);
}

/** Which roll-ups answer: fine ones, or coarse ones with whole days where they fit. */
export type GroupTier = "fine" | "coarse";

/** Windows from this many coarse periods on are answered from coarse roll-ups, whatever their ends. */
const COARSE_FROM_PERIODS = 6;

/** Picks the tier: the coarsest one that can tell the buckets apart. @param spanMs length of the window */
export function pickTier(cut: Cut, spanMs: number, needsCoarse: boolean, { coarseMs }: TierWidths): GroupTier {
  if (needsCoarse) return "coarse";
  switch (cut.kind) {
    case "whole":
      return spanMs >= COARSE_FROM_PERIODS * coarseMs ? "coarse" : "fine";
    case "length":
      return cut.stepMs % coarseMs === 0 && hasWholeHours(cut.zone) ? "coarse" : "fine";
    case "calendar":
      return hasWholeHours(cut.zone) && 3_600_000 % coarseMs === 0 ? "coarse" : "fine";
    default:
      return cut satisfies never;
  }
}

/** The window with its ends moved back to where periods of the tier begin. */
export function aligned({ fromMs, toMs }: Span, tier: GroupTier, { fineMs, coarseMs }: TierWidths): Span {
  const widthMs = tier === "fine" ? fineMs : coarseMs;
  return { fromMs: floorTo(fromMs, widthMs), toMs: floorTo(toMs, widthMs) };
}

/** The bucket that an instant lies in, or -1. @param buckets in order, without overlap */
export function bucketAt(buckets: readonly Span[], atMs: number): number {
  let low = 0;
  let high = buckets.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const bucket = buckets[middle];
    if (bucket === undefined || atMs < bucket.fromMs) high = middle - 1;
    else if (atMs >= bucket.toMs) low = middle + 1;
    else return middle;
  }
  return -1;
}

/** The days (UTC) that buckets touch: those that lie in one bucket as a whole, and the others. */
export function daysOf(buckets: readonly Span[]): { readonly whole: Set<number>; readonly parts: Set<number> } {
  const whole = new Set<number>();
  const parts = new Set<number>();
  for (const { fromMs, toMs } of buckets) {
    for (let dayMs = floorTo(fromMs, DAY_MS); dayMs < toMs; dayMs += DAY_MS) {
      if (dayMs >= fromMs && dayMs + DAY_MS <= toMs) whole.add(dayMs);
      else parts.add(dayMs);
    }
  }
  return { whole, parts };
}

/** True where the zone's clock is whole hours from universal time, now and half a year ago. */
function hasWholeHours(zone: TimeZone): boolean {
  return [Date.UTC(2026, 0, 1), Date.UTC(2026, 6, 1)].every((atMs) => zone.localTime(atMs).minute === 0);
}

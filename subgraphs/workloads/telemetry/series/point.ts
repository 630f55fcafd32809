/** What is told of one group over one bucket. */

import {
  DRAM_ACTIVE,
  DUTY_CYCLE,
  ENERGY,
  MEMORY_USED,
  METRICS,
  POWER,
  SM_ACTIVE,
  TEMPERATURE,
  TENSOR_ACTIVE,
  unpack,
  unpackMean,
  unpackSum,
} from "../metrics.ts";
import { FULL_DUTY } from "../tiers/add-sample.ts";
import { COVERED, EXPECTED, HELD, IDLE, REPORTED, type Tally, WASTED } from "../tiers/tally.ts";
import type { Span } from "./buckets.ts";
import type { GroupKey } from "./group-key.ts";

/** Statistics of one metric, in its unit. */
export interface MetricSummary {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** A point of a series. Everything but the coverage is null where nothing was collected. */
export interface SeriesPoint {
  readonly key: GroupKey;
  readonly from: Date;
  readonly to: Date;
  readonly coverage: number;
  readonly gpuCount: number | null;
  readonly gpuHours: number | null;
  readonly reportedGpuHours: number | null;
  readonly heldGpuHours: number | null;
  readonly wastedGpuHours: number | null;
  readonly wastedWon: number | null;
  /** Null also where the tier does not tell it. */
  readonly idleGpuHours: number | null;
  readonly energyKwh: number | null;
  readonly energyKwhPerGpuHour: number | null;
  readonly dutyCycle: MetricSummary | null;
  readonly smActive: MetricSummary | null;
  readonly tensorActive: MetricSummary | null;
  readonly dramActive: MetricSummary | null;
  readonly memoryUsedBytes: MetricSummary | null;
  readonly powerWatts: MetricSummary | null;
  readonly temperatureCelsius: MetricSummary | null;
}

/** The metrics of points by the names of their fields. */
export const POINT_METRICS = {
  dutyCycle: DUTY_CYCLE,
  smActive: SM_ACTIVE,
  tensorActive: TENSOR_ACTIVE,
  dramActive: DRAM_ACTIVE,
  memoryUsedBytes: MEMORY_USED,
  powerWatts: POWER,
  temperatureCelsius: TEMPERATURE,
} as const;

const HOUR_MS = 3_600_000;
const JOULES_PER_KWH = 3_600_000;

/** What a point is made from. */
export interface PointSource {
  readonly key: GroupKey;
  readonly bucket: Span;
  /** Null where nothing was collected. */
  readonly tally: Tally | null;
  readonly row?: number;
  readonly wastedWon?: number;
  readonly coveredMs?: number;
  readonly nowMs: number;
  /** False for a tier that knows nothing of idle hours. */
  readonly tellsIdle: boolean;
}

export function pointOf({ key, bucket, tally, row = 0, wastedWon = 0, ...rest }: PointSource): SeriesPoint {
  const bounds = { key, from: new Date(bucket.fromMs), to: new Date(bucket.toMs) };
  if (tally === null || tally.time(row, EXPECTED) === 0) return { ...bounds, ...HOLE };
  const expectedMs = tally.time(row, EXPECTED);
  const reportedMs = tally.time(row, REPORTED);
  const coveredMs = rest.coveredMs ?? tally.time(row, COVERED);
  const energy = tally.moments(row, ENERGY);
  const energyKwh = energy === null ? null : (unpackSum(ENERGY, energy.sum, energy.count) ?? 0) / JOULES_PER_KWH;
  const summary = (metric: number): MetricSummary | null => summaryOf(tally, row, metric);
  return {
    ...bounds,
    coverage: coverageOf({ expectedMs, reportedMs, coveredMs }, bucket, rest.nowMs),
    gpuCount: coveredMs === 0 ? null : expectedMs / coveredMs,
    gpuHours: expectedMs / HOUR_MS,
    reportedGpuHours: reportedMs / HOUR_MS,
    heldGpuHours: tally.time(row, HELD) / HOUR_MS,
    wastedGpuHours: tally.time(row, WASTED) / FULL_DUTY / HOUR_MS,
    wastedWon,
    idleGpuHours: rest.tellsIdle ? tally.time(row, IDLE) / HOUR_MS : null,
    energyKwh,
    energyKwhPerGpuHour: energyKwh === null || reportedMs === 0 ? null : energyKwh / (reportedMs / HOUR_MS),
    dutyCycle: summary(DUTY_CYCLE),
    smActive: summary(SM_ACTIVE),
    tensorActive: summary(TENSOR_ACTIVE),
    dramActive: summary(DRAM_ACTIVE),
    memoryUsedBytes: summary(MEMORY_USED),
    powerWatts: summary(POWER),
    temperatureCelsius: summary(TEMPERATURE),
  };
}

const HOLE = {
  coverage: 0,
  gpuCount: null,
  gpuHours: null,
  reportedGpuHours: null,
  heldGpuHours: null,
  wastedGpuHours: null,
  wastedWon: null,
  idleGpuHours: null,
  energyKwh: null,
  energyKwhPerGpuHour: null,
  dutyCycle: null,
  smActive: null,
  tensorActive: null,
  dramActive: null,
  memoryUsedBytes: null,
  powerWatts: null,
  temperatureCelsius: null,
} as const;

/** Which share of the GPUs' time in a bucket was reported: of those asked, times for how much of the bucket they were asked. */
function coverageOf(
  { expectedMs, reportedMs, coveredMs }: Readonly<Record<"expectedMs" | "reportedMs" | "coveredMs", number>>,
  { fromMs, toMs }: Span,
  nowMs: number,
): number {
  const spanMs = Math.max(1, Math.min(toMs, nowMs) - fromMs);
  return (reportedMs / expectedMs) * Math.min(1, coveredMs / spanMs);
}

function summaryOf(tally: Tally, row: number, metric: number): MetricSummary | null {
  const moments = tally.moments(row, metric);
  if (moments === null) return null;
  const { count, sum, min, max } = moments;
  const percentile = (share: number): number | null => {
    const packed = tally.quantile(row, metric, share);
    return packed === null ? null : Math.round(packed * (METRICS[metric]?.step ?? 0) * 1e6) / 1e6;
  };
  return {
    mean: unpackMean(metric, sum, count) ?? 0,
    min: unpack(metric, min) ?? 0,
    max: unpack(metric, max) ?? 0,
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
  };
}

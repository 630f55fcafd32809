/** Adds what one GPU reported in one round to a tally. */

import { DUTY_CYCLE, METRIC_COUNT, METRICS, MISSING } from "../metrics.ts";
import { EXPECTED, HELD, REPORTED, type Tally, WASTED } from "./tally.ts";

/** Where the values of a GPU in a round stand. */
export interface SampleSource {
  /** Packed values by metric; null for a metric that nobody reported. */
  readonly columns: readonly (Uint16Array | null)[];
  readonly index: number;
  readonly intervalMs: number;
  /** True when a workload held the GPU. */
  readonly held: boolean;
}

/** @param row that it is added to */
export function addSample(tally: Tally, row: number, { columns, index, intervalMs, held }: SampleSource): void {
  tally.addTime(row, EXPECTED, intervalMs);
  if (held) tally.addTime(row, HELD, intervalMs);
  let reported = false;
  for (let metric = 0; metric < METRIC_COUNT; metric++) {
    const value = columns[metric]?.[index] ?? MISSING;
    if (value === MISSING) continue;
    reported = true;
    tally.add(row, metric, value);
    if (metric === DUTY_CYCLE && held) tally.addTime(row, WASTED, intervalMs * (FULL_DUTY - value));
  }
  if (reported) tally.addTime(row, REPORTED, intervalMs);
}

/** The packed duty cycle of a GPU that is never idle: what WASTED has to be divided by. */
export const FULL_DUTY = METRICS[DUTY_CYCLE]?.max ?? 1;

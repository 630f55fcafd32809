/**
 * Energy from the exporter's counter, DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION: millijoules since the driver was loaded. What is
 * kept of a sample is by how much the counter rose since the sample before, in whole packed steps; the rest is carried to
 * the next sample, so that nothing is lost to rounding.
 */

import { ENERGY, METRICS, MISSING } from "./metrics.ts";

const MOST = METRICS[ENERGY]?.max ?? 0;

/** Millijoules of one packed step. */
export const STEP_MILLIJOULES = (METRICS[ENERGY]?.step ?? 0) * 1000;

/**
 * What a counter says since the last sample of its GPU.
 * @param counter in millijoules, or NaN where it was not reported
 * @param anchors by GPU: up to which value of the counter energy was counted, NaN before the first; it is moved on
 * @returns packed energy; `MISSING` for the first value, which says nothing of when it was used. A counter that fell was
 *   set to 0 meanwhile, as by a restart: then all that it shows was used since. More than fits comes with later samples.
 */
export function energySince(counter: number, anchors: Float64Array, index: number): number {
  if (Number.isNaN(counter)) return MISSING;
  const anchor = anchors[index] ?? Number.NaN;
  if (Number.isNaN(anchor)) {
    anchors[index] = counter;
    return MISSING;
  }
  const from = counter < anchor ? 0 : anchor;
  const steps = Math.min(Math.floor((counter - from) / STEP_MILLIJOULES), MOST);
  anchors[index] = from + steps * STEP_MILLIJOULES;
  return steps;
}

/** How much of each block of GPUs is at work on the day of the seed: illustrative, about as far apart as real clusters are. */

import { createRandom } from "./random.ts";

/**
 * Lowest and highest share of a block's active GPUs that workloads hold. Their middle is the 72 % of Helios' fullest
 * weekday (Hu et al., SC 2021).
 */
export const PLACED_SHARES = { least: 0.55, most: 0.88 } as const;

/** The share, from 0 to 1, of a block's active GPUs that running workloads hold: the same for a block in every run. */
export function placedShareOf(partner: string, site: string, model: string): number {
  const { least, most } = PLACED_SHARES;
  return least + (most - least) * createRandom(`occupancy of ${model} of ${partner} at ${site}`).next();
}

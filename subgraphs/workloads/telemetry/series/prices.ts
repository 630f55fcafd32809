/** What a GPU costs an hour: illustrative, so that waste can be put in money. No partner's price is public. */

import { GPU_MODEL_NAMES, GPU_MODELS, type GpuModelName } from "../../../kit/gpu-models.ts";

/** Won a GPU-hour and watt of rated power: about 4,300 won for a B200, between public list prices of cloud providers. */
const WON_PER_RATED_WATT_HOUR = 2.4;

const PRICES: ReadonlyMap<string, number> = new Map(
  GPU_MODEL_NAMES.map((name: GpuModelName) => [
    name,
    Math.round((GPU_MODELS[name].ratedPowerWatts * WON_PER_RATED_WATT_HOUR) / 10) * 10,
  ]),
);

/** Won an hour for one GPU of a model, by its `GpuModelName`; 0 for one that is not known. */
export function wonPerGpuHour(model: string): number {
  return PRICES.get(model) ?? 0;
}

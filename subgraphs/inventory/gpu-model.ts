/** Looks models of GPU up by name. */

import { invariant } from "../kit/errors.ts";
import { GPU_MODELS, type GpuModelRating } from "../kit/gpu-models.ts";

const MODELS: ReadonlyMap<string, GpuModelRating> = new Map(Object.entries(GPU_MODELS));

/** The model with this name, or null. A copy: federation marks what it is handed. */
export function findGpuModel(name: string): GpuModelRating | null {
  const model = MODELS.get(name);
  return model === undefined ? null : { ...model };
}

/** The model of a stored record. @throws Error when there is none, which is a defect of the data */
export function gpuModel(name: string): GpuModelRating {
  const model = findGpuModel(name);
  invariant(model !== null, `${name} is a model of GPU`);
  return model;
}

/** Every model, by name. */
export function allGpuModels(): GpuModelRating[] {
  return [...MODELS.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map((model) => ({ ...model }));
}

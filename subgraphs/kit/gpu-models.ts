/** The models of GPU that the fleet has, with their ratings: one table for inventory, seed and simulator. */

import type { Provenance } from "./published/provenance.ts";

export const GPU_MODEL_NAMES = [
  "H200",
  "GH200",
  "B200",
  "GB200",
  "B300",
  "GB300",
  "RTX_PRO_6000",
  "VERA_RUBIN",
] as const;
export type GpuModelName = (typeof GPU_MODEL_NAMES)[number];

/** Published ratings of one model. */
export interface GpuModelRating {
  readonly name: GpuModelName;
  /** Memory of one GPU, in bytes. */
  readonly memoryBytes: number;
  /** Rated power of one GPU, in watts. */
  readonly tdpWatts: number;
  /** Rated power of one GPU with its share of the server around it, in watts, without cooling of the hall. */
  readonly ratedPowerWatts: number;
  readonly provenance: Provenance;
}

const GIB = 2 ** 30;

const READ_ON = "2026-11-23";

function reported(source: string): Provenance {
  return { kind: "REPORTED", source, date: READ_ON };
}

function estimated(source: string): Provenance {
  return { kind: "ILLUSTRATIVE", source, date: READ_ON };
}

/** Every model by its name. A server's power is shared out over its GPUs: 14.3 kW over the 8 of a DGX B200, 132 kW over the 72 of a GB300 NVL72 rack. */
export const GPU_MODELS: Readonly<Record<GpuModelName, GpuModelRating>> = {
  H200: {
    name: "H200",
    memoryBytes: 141 * GIB,
    tdpWatts: 700,
    ratedPowerWatts: 1275,
    provenance: estimated("After Nvidia's data sheets of H200 and DGX H200: 141 GB, 700 W, 10.2 kW per 8 GPUs"),
  },
  GH200: {
    name: "GH200",
    memoryBytes: 96 * GIB,
    tdpWatts: 1000,
    ratedPowerWatts: 1300,
    provenance: estimated("Nvidia GH200 data sheet for 96 GB and 1,000 W; the server's share is estimated"),
  },
  B200: {
    name: "B200",
    memoryBytes: 180 * GIB,
    tdpWatts: 1000,
    ratedPowerWatts: 1787.5,
    provenance: reported("Nvidia DGX B200 data sheet: 180 GB, 1,000 W, 14.3 kW per 8 GPUs"),
  },
  GB200: {
    name: "GB200",
    memoryBytes: 186 * GIB,
    tdpWatts: 1200,
    ratedPowerWatts: 1667,
    provenance: estimated("Nvidia GB200 NVL72 data sheet for 186 GB and 1,200 W; 120 kW a rack of 72 is an estimate"),
  },
  B300: {
    name: "B300",
    memoryBytes: 288 * GIB,
    tdpWatts: 1100,
    ratedPowerWatts: 1750,
    provenance: estimated("After Nvidia's data sheet of DGX B300: 288 GB, 1,100 W, 14 kW per 8 GPUs"),
  },
  GB300: {
    name: "GB300",
    memoryBytes: 288 * GIB,
    tdpWatts: 1400,
    ratedPowerWatts: 1833,
    provenance: reported("Nvidia GB300 NVL72: 288 GB, 1,400 W, 120 to 140 kW a rack of 72, taken as 132 kW"),
  },
  RTX_PRO_6000: {
    name: "RTX_PRO_6000",
    memoryBytes: 96 * GIB,
    tdpWatts: 600,
    ratedPowerWatts: 850,
    provenance: estimated(
      "Nvidia RTX PRO 6000 Blackwell data sheet for 96 GB and 600 W; the server's share is estimated",
    ),
  },
  VERA_RUBIN: {
    name: "VERA_RUBIN",
    memoryBytes: 288 * GIB,
    tdpWatts: 1800,
    ratedPowerWatts: 2640,
    provenance: estimated("Nvidia announced 288 GB a GPU; 1,800 W and 190 kW a rack of 72 are estimates"),
  },
};

/** How each kind of workload uses its GPUs. */

import type { WorkloadKind } from "../subgraphs/kit/published/placement.ts";

/** What a workload is doing, the same on all of its GPUs. */
export type Phase = "compute" | "stall" | "checkpoint" | "idle";

/** A kind's Markov chain and the levels in each of its phases. Shares are of time and sum to 1; levels are ratios from 0 to 1. */
export interface KindProfile {
  readonly share: Readonly<Record<Phase, number>>;
  /** Mean length of each phase but compute, whose length follows from the shares. */
  readonly dwellSeconds: Readonly<Record<Exclude<Phase, "compute">, number>>;
  /** Duty cycle while computing, from and to. */
  readonly duty: readonly [number, number];
  /** Exponent on the random number that picks the duty cycle: above 1, low ones are common, below 1, high ones. */
  readonly dutySkew: number;
  /** SM activity while computing, by quantile: pairs of quantile and value. */
  readonly smQuantiles: readonly (readonly [quantile: number, value: number])[];
  /** SM activity follows the duty cycle instead of standing beside it, as where requests come and go. */
  readonly smFollowsDuty: boolean;
  /** Tensor activity over SM activity. */
  readonly tensorPerSm: number;
  /** Memory bandwidth activity over SM activity. */
  readonly dramPerSm: number;
  /** Memory in use, as a part of the GPU's, from and to. */
  readonly memory: readonly [number, number];
  /** True where use follows the hour of the day in Korea. */
  readonly diurnal: boolean;
}

/**
 * SM activity of GPUs that compute, by quantile. After AcmeTrace's Kalos cluster (Hu et al., NSDI 2024; data CC BY 4.0): the
 * upper 68 of its 101 quantiles of DCGM_FI_PROF_SM_ACTIVE, the rest being idle GPUs and pauses.
 */
const KALOS_SM: KindProfile["smQuantiles"] = [
  [0, 0],
  [0.075, 0.009],
  [0.12, 0.026],
  [0.164, 0.074],
  [0.21, 0.188],
  [0.254, 0.335],
  [0.3, 0.488],
  [0.343, 0.586],
  [0.403, 0.652],
  [0.493, 0.699],
  [0.627, 0.729],
  [0.776, 0.787],
  [0.81, 0.833],
  [0.835, 0.915],
  [0.92, 0.941],
  [1, 1],
];

const DWELL = { stall: 20, checkpoint: 40, idle: 240 } as const;

/** Every kind. Pre-training and inference match published figures; the others are plausible between them. */
export const PROFILES: Readonly<Record<WorkloadKind, KindProfile>> = {
  PRETRAIN: {
    share: { compute: 0.88, stall: 0.05, checkpoint: 0.03, idle: 0.04 },
    dwellSeconds: DWELL,
    duty: [0.7, 1.005],
    dutySkew: 0.09,
    smQuantiles: KALOS_SM,
    smFollowsDuty: false,
    tensorPerSm: 0.5,
    dramPerSm: 0.45,
    memory: [0.72, 0.92],
    diurnal: false,
  },
  FINETUNE: {
    share: { compute: 0.8, stall: 0.06, checkpoint: 0.03, idle: 0.11 },
    dwellSeconds: DWELL,
    duty: [0.88, 1],
    dutySkew: 1,
    smQuantiles: between(0.25, 0.8),
    smFollowsDuty: false,
    tensorPerSm: 0.42,
    dramPerSm: 0.5,
    memory: [0.5, 0.9],
    diurnal: false,
  },
  // Mean duty cycle 7 %, two thirds of the samples exactly 0.
  INFERENCE: {
    share: { compute: 0.33, stall: 0, checkpoint: 0, idle: 0.67 },
    dwellSeconds: { stall: 1, checkpoint: 1, idle: 90 },
    duty: [0.03, 0.55],
    dutySkew: 2,
    smQuantiles: between(0.4, 0.8),
    smFollowsDuty: true,
    tensorPerSm: 0.3,
    dramPerSm: 1.1,
    memory: [0.6, 0.94],
    diurnal: true,
  },
  EVALUATION: {
    share: { compute: 0.6, stall: 0.18, checkpoint: 0, idle: 0.22 },
    dwellSeconds: { stall: 25, checkpoint: 1, idle: 60 },
    duty: [0.6, 1],
    dutySkew: 1,
    smQuantiles: between(0.2, 0.7),
    smFollowsDuty: false,
    tensorPerSm: 0.35,
    dramPerSm: 0.6,
    memory: [0.3, 0.85],
    diurnal: false,
  },
  SIMULATION: {
    share: { compute: 0.86, stall: 0.07, checkpoint: 0.04, idle: 0.03 },
    dwellSeconds: DWELL,
    duty: [0.9, 1],
    dutySkew: 1,
    smQuantiles: between(0.45, 0.85),
    smFollowsDuty: false,
    tensorPerSm: 0.06,
    dramPerSm: 0.75,
    memory: [0.3, 0.8],
    diurnal: false,
  },
  LITHOGRAPHY: {
    share: { compute: 0.9, stall: 0.06, checkpoint: 0.02, idle: 0.02 },
    dwellSeconds: DWELL,
    duty: [0.95, 1],
    dutySkew: 1,
    smQuantiles: between(0.65, 0.95),
    smFollowsDuty: false,
    tensorPerSm: 0.12,
    dramPerSm: 0.5,
    memory: [0.5, 0.85],
    diurnal: false,
  },
  DIGITAL_TWIN: {
    share: { compute: 0.72, stall: 0.18, checkpoint: 0, idle: 0.1 },
    dwellSeconds: { stall: 30, checkpoint: 1, idle: 180 },
    duty: [0.4, 0.95],
    dutySkew: 1,
    smQuantiles: between(0.25, 0.65),
    smFollowsDuty: false,
    tensorPerSm: 0.1,
    dramPerSm: 0.5,
    memory: [0.3, 0.7],
    diurnal: true,
  },
  INTERACTIVE: {
    share: { compute: 0.12, stall: 0.03, checkpoint: 0, idle: 0.85 },
    dwellSeconds: { stall: 15, checkpoint: 1, idle: 600 },
    duty: [0.1, 0.95],
    dutySkew: 1,
    smQuantiles: between(0.1, 0.6),
    smFollowsDuty: true,
    tensorPerSm: 0.25,
    dramPerSm: 0.5,
    memory: [0.02, 0.5],
    diurnal: true,
  },
};

/** The value at a quantile, by linear interpolation. */
export function atQuantile(quantiles: KindProfile["smQuantiles"], quantile: number): number {
  let lowQuantile = 0;
  let lowValue = 0;
  for (const point of quantiles) {
    const highQuantile = point[0];
    const highValue = point[1];
    if (quantile <= highQuantile) {
      const span = highQuantile - lowQuantile;
      return span === 0 ? highValue : lowValue + ((highValue - lowValue) * (quantile - lowQuantile)) / span;
    }
    lowQuantile = highQuantile;
    lowValue = highValue;
  }
  return lowValue;
}

/** How busy an hour of the day in Korea is, over the day's mean: lowest at 5, highest at 21. */
export function diurnalFactor(atMs: number): number {
  const hour = ((atMs / 3_600_000 + 9) % 24) + 0;
  const sinceHighest = ((hour - 21 + 24) % 24) / 24;
  // A cosine whose falling side takes 8 hours and whose rising side takes 16.
  const angle = sinceHighest < 1 / 3 ? sinceHighest * 3 * Math.PI : Math.PI + (sinceHighest - 1 / 3) * 1.5 * Math.PI;
  return 1 + 0.55 * Math.cos(angle);
}

function between(low: number, high: number): KindProfile["smQuantiles"] {
  return [
    [0, low],
    [1, high],
  ];
}

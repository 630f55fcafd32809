/** How big the gangs of each kind of workload are and how long they run: illustrative. */

import type { WorkloadKind } from "../kit/published/placement.ts";

/** Sizes that a kind comes in, and how often. */
export interface KindProfile {
  /** GPUs and weight. Below 8 a gang is part of one node, else whole nodes. */
  readonly sizes: readonly (readonly [gpus: number, weight: number])[];
  /** The longest that one runs. */
  readonly longestHours: number;
  /** How often a project that may have it starts one. */
  readonly weight: number;
}

export const KIND_PROFILES: Readonly<Record<WorkloadKind, KindProfile>> = {
  PRETRAIN: {
    sizes: [
      [32, 2],
      [64, 5],
      [128, 6],
      [256, 5],
      [512, 3],
      [1024, 1],
    ],
    longestHours: 480,
    weight: 5,
  },
  FINETUNE: {
    sizes: [
      [4, 1],
      [8, 4],
      [16, 4],
      [32, 3],
      [64, 1],
    ],
    longestHours: 72,
    weight: 4,
  },
  INFERENCE: {
    sizes: [
      [1, 1],
      [2, 1],
      [4, 2],
      [8, 5],
      [16, 4],
      [32, 4],
      [64, 2],
      [128, 1],
    ],
    longestHours: 900,
    weight: 4,
  },
  EVALUATION: {
    sizes: [
      [1, 2],
      [2, 1],
      [8, 3],
      [16, 1],
    ],
    longestHours: 12,
    weight: 2,
  },
  SIMULATION: {
    sizes: [
      [8, 3],
      [16, 3],
      [32, 3],
      [64, 2],
      [128, 1],
    ],
    longestHours: 48,
    weight: 4,
  },
  LITHOGRAPHY: {
    sizes: [
      [32, 2],
      [64, 4],
      [128, 3],
      [256, 2],
    ],
    longestHours: 60,
    weight: 5,
  },
  DIGITAL_TWIN: {
    sizes: [
      [8, 3],
      [16, 3],
      [32, 2],
      [64, 1],
    ],
    longestHours: 720,
    weight: 3,
  },
  INTERACTIVE: {
    sizes: [
      [1, 4],
      [2, 2],
      [4, 1],
    ],
    longestHours: 10,
    weight: 1,
  },
};

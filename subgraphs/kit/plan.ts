/** The national plan, as announced on 2025-10-31. */

/** GPUs that the plan brings into the country until 2030. */
export const PLANNED_GPUS = 260_000;

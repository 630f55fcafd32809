/** The tiers of stored telemetry: how wide each is, and how long it stays. */

/** Widths of the roll-ups, in milliseconds. Each divides the next, and the last one divides a day. */
export interface TierWidths {
  /** Roll-ups by partner, site, model, project and kind of workload. */
  readonly fineMs: number;
  /** Roll-ups of a node. */
  readonly nodeMs: number;
  /** Roll-ups of a GPU, and of groups as above; also the period of one packed chunk of a node's samples. */
  readonly coarseMs: number;
}

/** How long what is written stays, in milliseconds. */
export interface TierRetentions {
  /** Samples, in batches and in chunks. */
  readonly rawMs: number;
  readonly nodeMs: number;
  readonly gpuMs: number;
  readonly fineMs: number;
  /** Coarse roll-ups of groups, and those of workloads; null for ever. */
  readonly coarseMs: number | null;
}

export const DAY_MS = 86_400_000;

export const DEFAULT_WIDTHS: TierWidths = { fineMs: 60_000, nodeMs: 300_000, coarseMs: 3_600_000 };

/** 48 hours, 14 days, 90 days, 13 months, and for ever. */
export const DEFAULT_RETENTIONS: TierRetentions = {
  rawMs: 2 * DAY_MS,
  nodeMs: 14 * DAY_MS,
  gpuMs: 90 * DAY_MS,
  fineMs: 400 * DAY_MS,
  coarseMs: null,
};

/** What is wrong with widths, as a sentence, or null. */
export function faultOfWidths({ fineMs, nodeMs, coarseMs }: TierWidths): string | null {
  if (coarseMs % nodeMs === 0 && nodeMs % fineMs === 0 && DAY_MS % coarseMs === 0 && fineMs >= 1000) return null;
  return "The widths of the tiers must divide each other, from one second to one day: fine, node, coarse.";
}

/** The beginning of the period of a width that an instant lies in. */
export function floorTo(atMs: number, widthMs: number): number {
  return Math.floor(atMs / widthMs) * widthMs;
}

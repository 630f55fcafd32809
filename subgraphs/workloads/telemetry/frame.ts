/** What readers of the live state ask for and get: queries over the fleet's utilisation, frames and their items. */

/** What items are broken down by, in the order in which an item's key names them. */
export const DIMENSIONS = ["PARTNER", "SITE", "MODEL", "PROJECT", "WORKLOAD"] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Keeps the GPUs for which everything given holds: slugs, a `GpuModelName`, and the `_id` of a project or workload. */
export interface UtilisationFilter {
  readonly partner?: string | null | undefined;
  readonly site?: string | null | undefined;
  readonly model?: string | null | undefined;
  readonly project?: string | null | undefined;
  readonly workload?: string | null | undefined;
}

/** A question to the live state. Two queries that are equal share their computation. */
export interface UtilisationQuery {
  /** Slug of the only partner whose GPUs the viewer may see, or null for a viewer who may see all. */
  readonly viewerPartner: string | null;
  readonly filter: UtilisationFilter;
  /** Repetitions and order do not matter. Empty: everything in one item. */
  readonly groupBy: readonly Dimension[];
}

/** The key of the one item of a query without dimensions. */
export const TOTAL_KEY = "all";

/**
 * Utilisation of one group of GPUs. The dimensions that were not asked for are null; `project` and `workload` are null
 * also for GPUs that nothing holds. Means are over the GPUs that reported the metric; null when none did.
 */
export interface Item {
  /** Identifies the group among the items of one query; stable over restarts. */
  readonly key: string;
  /** A slug. */
  readonly partner: string | null;
  /** A slug. */
  readonly site: string | null;
  /** A `GpuModelName`. */
  readonly model: string | null;
  /** `_id` of a project. */
  readonly project: string | null;
  /** `_id` of a workload. */
  readonly workload: string | null;
  /** 0 once, in the frame in which the group lost its last GPU. */
  readonly gpuCount: number;
  readonly reportingGpuCount: number;
  /** From 0 to 1; null without GPUs. */
  readonly coverage: number | null;
  /** From 0 to 1; null without GPUs. */
  readonly allocationRate: number | null;
  /** From 0 to 1. */
  readonly dutyCycle: number | null;
  /** From 0 to 1. */
  readonly smActive: number | null;
  /** From 0 to 1. */
  readonly tensorActive: number | null;
  /** Sum over the GPUs that reported it, in bytes. */
  readonly memoryUsedBytes: number | null;
  /** Sum over the GPUs that reported it, in watts. */
  readonly powerWatts: number | null;
  /** GPUs that a workload holds and whose duty cycle is under 5 %. */
  readonly idleAllocatedGpuCount: number;
}

/** The state, or what changed in it, as of one document of the feed. */
export interface Frame {
  /** Position in the feed. With `epoch` it is all that a cursor has to hold. */
  readonly seq: number;
  /** Names the feed that `seq` counts in; it changes only when the feed was lost and begun anew. */
  readonly epoch: string;
  /** When the newest sample in it was received; without any, the moment of the state. */
  readonly at: Date;
  /** True when `items` is the whole state, false when it is the groups that changed. */
  readonly snapshot: boolean;
  /** True when frames before this one are lost. Then `snapshot` is true too. */
  readonly gap: boolean;
  /** How many earlier frames were merged into this one. */
  readonly skipped: number;
  readonly items: readonly Item[];
}

/**
 * Documents of the feed from one frame to the next where nothing changes that a reader asked for: half a minute, by default.
 * Its cursor is then never older than the retention as long as it reads. All processes give the same frames, so it is told by `seq`.
 */
const BOOKMARK_EVERY = 30;

/** Whether a document of the feed is a frame for readers for whom these items changed in it. */
export function isFrame(seq: number, items: readonly Item[]): boolean {
  return items.length > 0 || seq % BOOKMARK_EVERY === 0;
}

/** How to read a stream of frames. */
export interface FrameOptions {
  /** At most one frame in this many milliseconds, with the newest value of each item; null for every frame. */
  readonly everyMs: number | null;
  /** Go on after the frame with this `seq` of `epoch`; null to begin with a snapshot. */
  readonly afterSeq: number | null;
  /** The epoch that `afterSeq` belongs to; null without `afterSeq`. */
  readonly epoch: string | null;
  /** Ends the stream. */
  readonly signal: AbortSignal;
}

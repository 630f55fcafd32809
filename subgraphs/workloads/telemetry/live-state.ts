/** The live utilisation of the fleet, as every process of this subgraph holds it by following the feed. */

import type { Frame, FrameOptions, UtilisationQuery } from "./frame.ts";

/** The state as of the newest feed document that this process has seen. */
export interface LiveState {
  /** Seq of that document; 0 before the first one. */
  readonly seq: number;
  /** Its epoch; empty before the first one. */
  readonly epoch: string;

  /**
   * The state now, as a snapshot: one item for each combination of `groupBy` that has GPUs, by key.
   * With an empty `groupBy` it is always one item, if need be with `gpuCount` 0. Never waits.
   */
  current(query: UtilisationQuery): Frame;

  /**
   * The state as it changes. The first frame is a snapshot, unless `afterSeq` is given; then one frame for each feed
   * document that changes an item of the query. Nothing between two frames is lost or doubled; what is beyond the feed's
   * retention is said by a frame with `gap` and `snapshot`. The iterator ends when the signal aborts or on `return()`.
   * @throws SlowConsumerError from `next()`, when `everyMs` is null and more than 256 frames wait to be read
   */
  frames(query: UtilisationQuery, options: FrameOptions): AsyncIterableIterator<Frame>;

  /** Stops following; streams end. */
  close(): Promise<void>;
}

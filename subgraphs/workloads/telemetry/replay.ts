/** Frames of the past, rebuilt from the feed for a reader who comes back with the position of its last frame. */

import { CellStore } from "./cell-store.ts";
import type { TelemetryCollections } from "./collections.ts";
import { cellsOf, FeedGapError, feedBetween, keyframeBefore } from "./feed.ts";
import { type Frame, isFrame } from "./frame.ts";
import { type CanonicalQuery, Groups } from "./groups.ts";

/** The part of the feed to replay: the frames after `afterSeq` up to and with `untilSeq`. */
export interface ReplayRange {
  readonly afterSeq: number;
  readonly untilSeq: number;
  readonly epoch: string;
}

/**
 * The same frames that a reader who stayed was sent. Only the query's partner is read.
 * @throws FeedGapError when the range is not, or not wholly, in the feed any more; frames may have been given before
 */
export async function* replay(
  collections: Pick<TelemetryCollections, "feed" | "keyframes">,
  query: CanonicalQuery,
  { afterSeq, untilSeq, epoch }: ReplayRange,
): AsyncGenerator<Frame> {
  const keyframe = await keyframeBefore(collections, afterSeq, query.partner);
  if (keyframe === null || keyframe.epoch !== epoch) throw new FeedGapError(afterSeq);
  const store = new CellStore();
  store.apply(cellsOf(keyframe));
  let groups = keyframe._id === afterSeq ? groupsOf(store, query) : null;
  for await (const document of feedBetween(collections, { afterSeq: keyframe._id, untilSeq, epoch }, query.partner)) {
    const changes = store.apply(cellsOf(document));
    if (groups !== null) {
      for (const change of changes) groups.apply(change);
      const items = groups.changed();
      const { _id: seq, at } = document;
      if (isFrame(seq, items)) yield { seq, epoch, at, snapshot: false, gap: false, skipped: 0, items };
    }
    if (document._id === afterSeq) groups = groupsOf(store, query);
  }
}

function groupsOf(store: CellStore, query: CanonicalQuery): Groups {
  return new Groups(query, store.candidates(query));
}

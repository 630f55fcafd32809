/**
 * Reads the feed: the one record of how the live state changed, from which every process and every cursor gets the same
 * frames. Keyframes are whole states; one is kept from before the oldest document of the feed.
 */

import type { PackedCells } from "./cells.ts";
import type { FeedDocument, KeyframeDocument, TelemetryCollections } from "./collections.ts";

type FeedCollections = Pick<TelemetryCollections, "feed" | "keyframes">;

/** What a reader may see: one partner's cells, or null for all. */
export type FeedScope = string | null;

const SLUG = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

/** The newest whole state at or before a position, or null when there is none. */
export async function keyframeBefore(
  { keyframes }: FeedCollections,
  seq: number,
  scope: FeedScope,
): Promise<KeyframeDocument | null> {
  return await keyframes.findOne({ _id: { $lte: seq } }, { sort: { _id: -1 }, projection: projectionOf(scope) });
}

/**
 * The feed's documents after `afterSeq` up to and with `untilSeq`, in order.
 * @throws FeedGapError when one is missing, or belongs to another epoch
 */
export async function* feedBetween(
  { feed }: FeedCollections,
  range: { readonly afterSeq: number; readonly untilSeq: number; readonly epoch: string },
  scope: FeedScope,
): AsyncGenerator<FeedDocument> {
  const { afterSeq, untilSeq, epoch } = range;
  if (untilSeq <= afterSeq) return;
  const filter = { _id: { $gt: afterSeq, $lte: untilSeq } };
  const cursor = feed.find(filter, { sort: { _id: 1 }, projection: projectionOf(scope), batchSize: 200 });
  let seq = afterSeq;
  try {
    for await (const document of cursor) {
      if (document._id !== seq + 1 || document.epoch !== epoch) break;
      seq = document._id;
      yield document;
    }
  } finally {
    await cursor.close();
  }
  if (seq !== untilSeq && untilSeq !== Infinity) throw new FeedGapError(seq + 1);
}

/** A document of the feed that is needed is not there any more. */
export class FeedGapError extends Error {
  override readonly name = "FeedGapError";

  constructor(seq: number) {
    super(`Document ${seq} of the feed is beyond its retention.`);
  }
}

/** Seq of the newest document in the feed, 0 when it is empty. */
export async function newestSeq({ feed }: FeedCollections): Promise<number> {
  const newest = await feed.findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } });
  return newest?._id ?? 0;
}

/** The epoch of the newest keyframe, or null when there is none. */
export async function newestEpoch({ keyframes }: FeedCollections): Promise<string | null> {
  const newest = await keyframes.findOne({}, { sort: { _id: -1 }, projection: { epoch: 1 } });
  return newest?.epoch ?? null;
}

/** The cells of a document; none where the projection left none. */
export function cellsOf(document: { readonly cells?: PackedCells }): PackedCells {
  return document.cells ?? {};
}

function projectionOf(scope: FeedScope): Record<string, 1> {
  if (scope === null) return { epoch: 1, at: 1, cells: 1 };
  // A name that cannot be a partner's must not reach into the projection's path.
  return SLUG.test(scope) ? { epoch: 1, at: 1, [`cells.${scope}`]: 1 } : { epoch: 1, at: 1 };
}

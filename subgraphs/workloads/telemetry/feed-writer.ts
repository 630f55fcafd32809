/**
 * Writes the feed. Several processes do, each the cells of its own nodes: the unique `_id` of the next document puts what
 * they say into one order, and each reads what the others have said before it goes on.
 */

import { randomUUID } from "node:crypto";
import { CellStore } from "./cell-store.ts";
import { type PackedCell, type PackedCells, packCell } from "./cells.ts";
import { DUPLICATE_KEY, expireFeed, type FeedDocument, hasCode, type TelemetryCollections } from "./collections.ts";
import { cellsOf, feedBetween, keyframeBefore, newestSeq } from "./feed.ts";
import { type Fence, FencedError } from "./fence.ts";

/** After a pause in which documents may have been written and expired, seq goes on so far ahead that none is used twice. */
const SEQ_JUMP = 1_000_000;

export interface FeedWriterOptions {
  readonly collections: TelemetryCollections;
  readonly fence: Fence;
  /** How long readers may stay away. */
  readonly retentionMs: number;
  readonly keyframeEveryMs: number;
}

const MAJORITY = { writeConcern: { w: "majority" } } as const;

export class FeedWriter {
  readonly #options: FeedWriterOptions;
  /** All cells after the last document. */
  readonly #cells = new CellStore();
  #epoch = "";
  #seq = 0;
  #atMs = 0;
  #keyframeAtMs = 0;
  #keyframeSeq = -1;

  private constructor(options: FeedWriterOptions) {
    this.#options = options;
  }

  /** Takes the feed up where it stands. */
  static async open(options: FeedWriterOptions): Promise<FeedWriter> {
    const writer = new FeedWriter(options);
    await writer.#open();
    return writer;
  }

  /** Seq of the last document, by whomever. */
  get seq(): number {
    return this.#seq;
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** What the feed says, as far as it was read. */
  get cells(): PackedCells {
    return packAll(this.#cells);
  }

  /** Writes the next document. @throws FencedError when this process may not write, or the feed goes on elsewhere */
  async append(at: Date, cells: PackedCells): Promise<void> {
    const { collections, fence } = this.#options;
    for (;;) {
      await this.#catchUp();
      // Documents of several processes are in order of their times too.
      const document = {
        _id: this.#seq + 1,
        epoch: this.#epoch,
        at: new Date(Math.max(at.getTime(), this.#atMs)),
        cells,
      };
      try {
        await fence(async (session) => await collections.feed.insertOne(document, { session }));
      } catch (error) {
        // Another process was faster.
        if (hasCode(error, DUPLICATE_KEY)) continue;
        throw error;
      }
      this.#take(document);
      return;
    }
  }

  /** True when a keyframe is due. */
  keyframeDue(nowMs: number): boolean {
    return nowMs - this.#keyframeAtMs >= this.#options.keyframeEveryMs && this.#seq !== this.#keyframeSeq;
  }

  /**
   * Writes the whole state after the last document that was read or written, and lets go of keyframes that no reader can
   * need. It needs no fence: whoever writes it writes the same.
   */
  async keyframe(at: Date): Promise<void> {
    const { collections, retentionMs } = this.#options;
    const { keyframes } = collections;
    const document = { epoch: this.#epoch, at, cells: this.cells };
    await keyframes.replaceOne({ _id: this.#seq }, document, { upsert: true, ...MAJORITY });
    this.#keyframeAtMs = at.getTime();
    this.#keyframeSeq = this.#seq;
    // The newest of those that are too old is what the oldest document within the retention builds on.
    const tooOld = { at: { $lt: new Date(at.getTime() - retentionMs) } };
    const kept = await keyframes.findOne(tooOld, { sort: { _id: -1 }, projection: { _id: 1 } });
    if (kept !== null) await keyframes.deleteMany({ _id: { $lt: kept._id } });
    await expireFeed(collections, retentionMs);
  }

  async #open(): Promise<void> {
    const { collections, retentionMs } = this.#options;
    const keyframe = (await keyframeBefore(collections, Number.MAX_SAFE_INTEGER, null)) ?? (await this.#first());
    this.#epoch = keyframe.epoch;
    this.#seq = keyframe._id;
    this.#atMs = keyframe.at.getTime();
    this.#keyframeSeq = keyframe._id;
    this.#keyframeAtMs = keyframe.at.getTime();
    this.#cells.apply(cellsOf(keyframe));
    // First what there is at the least, then the documents: others may write meanwhile.
    const newest = await newestSeq(collections);
    await this.#readOn();
    const expired = Date.now() - keyframe.at.getTime() > retentionMs / 2 && this.#seq === keyframe._id;
    if (newest > this.#seq || expired) {
      this.#seq = Math.max(newest, this.#seq) + SEQ_JUMP;
      await this.keyframe(new Date());
    }
  }

  /** The first keyframe of a new feed, of which there is one whoever comes first. */
  async #first(): Promise<FeedDocument> {
    const { collections } = this.#options;
    const _id = await newestSeq(collections);
    const first = { epoch: randomUUID(), at: new Date(), cells: {} };
    await collections.keyframes.updateOne({ _id }, { $setOnInsert: first }, { upsert: true, ...MAJORITY });
    return (await keyframeBefore(collections, Number.MAX_SAFE_INTEGER, null)) ?? { _id, ...first };
  }

  /** Reads what others have written. @throws FencedError when the feed does not go on after what was read before */
  async #catchUp(): Promise<void> {
    const { collections } = this.#options;
    const options = { sort: { _id: -1 }, projection: { epoch: 1, at: 1 } } as const;
    const [newest, keyframe] = await Promise.all([newestSeq(collections), collections.keyframes.findOne({}, options)]);
    await this.#readOn();
    if (keyframe === null) return;
    if (Math.max(newest, keyframe._id) > this.#seq || keyframe.epoch !== this.#epoch) {
      throw new FencedError("the feed goes on elsewhere");
    }
    this.#keyframeAtMs = Math.max(this.#keyframeAtMs, keyframe.at.getTime());
  }

  async #readOn(): Promise<void> {
    const range = { afterSeq: this.#seq, untilSeq: Infinity, epoch: this.#epoch };
    for await (const document of feedBetween(this.#options.collections, range, null)) this.#take(document);
  }

  #take(document: FeedDocument): void {
    this.#seq = document._id;
    this.#atMs = document.at.getTime();
    this.#cells.apply(cellsOf(document));
  }
}

function packAll(store: CellStore): PackedCells {
  const cells: Record<string, PackedCell[]> = {};
  for (const { id, numbers } of store.candidates({ partner: null, project: null, workload: null })) {
    (cells[id.partner] ??= []).push(packCell(id, numbers));
  }
  return cells;
}

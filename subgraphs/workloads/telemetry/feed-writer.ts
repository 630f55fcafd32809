/** Writes the feed. One process does at a time; the unique `_id` of the next document is the fence between two. */

import { randomUUID } from "node:crypto";
import { CellStore } from "./cell-store.ts";
import { type PackedCell, type PackedCells, packCell } from "./cells.ts";
import { DUPLICATE_KEY, hasCode, type TelemetryCollections } from "./collections.ts";
import { cellsOf, feedBetween, keyframeBefore, newestSeq } from "./feed.ts";

/** Another process has written the document that was to be written here. */
export class FencedError extends Error {
  override readonly name = "FencedError";
}

/** After a pause in which documents may have been written and expired, seq goes on so far ahead that none is used twice. */
const SEQ_JUMP = 1_000_000;

export interface FeedWriterOptions {
  readonly collections: TelemetryCollections;
  /** How long readers may stay away. */
  readonly retentionMs: number;
  readonly keyframeEveryMs: number;
}

const MAJORITY = { writeConcern: { w: "majority" } } as const;

export class FeedWriter {
  readonly #options: FeedWriterOptions;
  #epoch = "";
  #seq = 0;
  #keyframeAtMs = 0;
  #keyframeSeq = -1;
  #cells: PackedCells = {};

  private constructor(options: FeedWriterOptions) {
    this.#options = options;
  }

  /** Takes the feed up where it stands. */
  static async open(options: FeedWriterOptions): Promise<FeedWriter> {
    const writer = new FeedWriter(options);
    await writer.#open();
    return writer;
  }

  /** Seq of the last document. */
  get seq(): number {
    return this.#seq;
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** What the feed said when it was opened. */
  get cells(): PackedCells {
    return this.#cells;
  }

  /** Writes the next document. @throws FencedError when another process leads */
  async append(at: Date, cells: PackedCells): Promise<void> {
    const document = { _id: this.#seq + 1, epoch: this.#epoch, at, cells };
    try {
      await this.#options.collections.feed.insertOne(document, MAJORITY);
    } catch (error) {
      if (hasCode(error, DUPLICATE_KEY))
        throw new FencedError(`feed document ${document._id} exists`, { cause: error });
      throw error;
    }
    this.#seq = document._id;
  }

  /** True when a keyframe is due. */
  keyframeDue(nowMs: number): boolean {
    return nowMs - this.#keyframeAtMs >= this.#options.keyframeEveryMs && this.#seq !== this.#keyframeSeq;
  }

  /** Writes the whole state after the last document, and lets go of keyframes that no reader can need. */
  async keyframe(at: Date, cells: PackedCells): Promise<void> {
    const { keyframes } = this.#options.collections;
    const document = { epoch: this.#epoch, at, cells };
    await keyframes.replaceOne({ _id: this.#seq }, document, { upsert: true, ...MAJORITY });
    this.#keyframeAtMs = at.getTime();
    this.#keyframeSeq = this.#seq;
    // The newest of those that are too old is what the oldest document within the retention builds on.
    const tooOld = { at: { $lt: new Date(at.getTime() - this.#options.retentionMs) } };
    const kept = await keyframes.findOne(tooOld, { sort: { _id: -1 }, projection: { _id: 1 } });
    if (kept !== null) await keyframes.deleteMany({ _id: { $lt: kept._id } });
  }

  async #open(): Promise<void> {
    const { collections, retentionMs } = this.#options;
    const keyframe = await keyframeBefore(collections, Number.MAX_SAFE_INTEGER, null);
    if (keyframe === null) {
      this.#epoch = randomUUID();
      this.#seq = await newestSeq(collections);
      await this.keyframe(new Date(), {});
      return;
    }
    this.#epoch = keyframe.epoch;
    this.#seq = keyframe._id;
    this.#keyframeSeq = keyframe._id;
    this.#keyframeAtMs = keyframe.at.getTime();
    const store = new CellStore();
    store.apply(cellsOf(keyframe));
    const range = { afterSeq: keyframe._id, untilSeq: Infinity, epoch: keyframe.epoch };
    for await (const document of feedBetween(collections, range, null)) {
      store.apply(cellsOf(document));
      this.#seq = document._id;
    }
    this.#cells = packAll(store);
    const newest = await newestSeq(collections);
    const expired = Date.now() - keyframe.at.getTime() > retentionMs / 2 && newest <= keyframe._id;
    if (newest > this.#seq || expired) {
      this.#seq = Math.max(newest, this.#seq) + SEQ_JUMP;
      await this.keyframe(new Date(), this.#cells);
    }
  }
}

function packAll(store: CellStore): PackedCells {
  const cells: Record<string, PackedCell[]> = {};
  for (const { id, numbers } of store.candidates({ partner: null, project: null, workload: null })) {
    (cells[id.partner] ??= []).push(packCell(id, numbers));
  }
  return cells;
}

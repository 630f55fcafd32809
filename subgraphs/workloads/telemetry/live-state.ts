/** The live utilisation of the fleet, as every process of this subgraph holds it by following the feed. */

import type { Connection, mongo } from "mongoose";
import type { Logger } from "../../kit/log.ts";
import { CellStore } from "./cell-store.ts";
import type { CellChange, PackedCells } from "./cells.ts";
import { type FeedDocument, telemetryCollections, type TelemetryCollections } from "./collections.ts";
import { FeedGapError, feedBetween, keyframeBefore, newestEpoch } from "./feed.ts";
import { followChanges } from "./follow-changes.ts";
import { type Frame, type FrameOptions, isFrame, type UtilisationQuery } from "./frame.ts";
import { FrameQueue, mergeFrames } from "./frame-queue.ts";
import { type CanonicalQuery, canonicalQuery, Groups } from "./groups.ts";
import { replay } from "./replay.ts";

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

export interface LiveStateOptions {
  readonly databases: { readonly workloads: Connection };
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Frames that may wait for one reader, when it set no interval. */
  readonly queueCapacity?: number;
}

/** Opens the live state: resolves when it holds what the feed says now. @throws Error when MongoDB does not answer */
export async function openLiveState(options: LiveStateOptions): Promise<LiveState> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const state = new FollowedState(telemetryCollections(options.databases.workloads), options.queueCapacity ?? 256);
  const { stopped } = await followChanges<FeedDocument>({
    collection: state.collections.feed,
    pipeline: [{ $match: { operationType: "insert" } }],
    reload: () => state.reload(),
    onChange: (change) => state.onChange(change),
    log: options.log,
    signal,
  });
  signal.addEventListener("abort", () => state.end(), { once: true });
  return {
    get seq() {
      return state.seq;
    },
    get epoch() {
      return state.epoch;
    },
    current: (query) => state.current(canonicalQuery(query)),
    frames: (query, frameOptions) => state.frames(canonicalQuery(query), frameOptions),
    close: async () => {
      stop.abort();
      await stopped;
    },
  };
}

/** The groups of one query, shared by all who read it now. */
interface View {
  readonly query: CanonicalQuery;
  readonly groups: Groups;
  readonly queues: Set<FrameQueue>;
}

class FollowedState {
  readonly collections: TelemetryCollections;
  seq = 0;
  epoch = "";
  /** Null before the first document. */
  #at: Date | null = null;
  #ended = false;
  readonly #capacity: number;
  readonly #cells = new CellStore();
  readonly #views = new Map<string, View>();

  constructor(collections: TelemetryCollections, capacity: number) {
    this.collections = collections;
    this.#capacity = capacity;
  }

  /** Comes up to date with the feed: by what is new in it, or where that is not whole, by the newest keyframe. */
  async reload(): Promise<void> {
    if (this.epoch !== "") {
      try {
        return await this.#catchUp(Infinity);
      } catch (error) {
        if (!(error instanceof FeedGapError)) throw error;
      }
    }
    await this.#restart();
  }

  async onChange(change: mongo.ChangeStreamDocument<FeedDocument>): Promise<void> {
    if (change.operationType !== "insert") return;
    const document = change.fullDocument;
    if (document.epoch === this.epoch && document._id <= this.seq) return;
    if (document.epoch === this.epoch && document._id === this.seq + 1) return this.#apply(document);
    if (document.epoch !== this.epoch) return await this.#restart();
    try {
      await this.#catchUp(document._id);
    } catch (error) {
      if (!(error instanceof FeedGapError)) throw error;
      await this.#restart();
    }
  }

  current(query: CanonicalQuery): Frame {
    const groups = this.#views.get(query.key)?.groups ?? new Groups(query, this.#cells.candidates(query));
    return this.#snapshot(groups, false);
  }

  async *frames(query: CanonicalQuery, options: FrameOptions): AsyncGenerator<Frame, void, undefined> {
    if (options.signal.aborted || this.#ended) return;
    const queue = new FrameQueue({ capacity: this.#capacity, everyMs: options.everyMs, merge: mergeFrames });
    const stop = (): void => queue.end();
    options.signal.addEventListener("abort", stop, { once: true });
    // From here on the queue gets every frame after the present one: what is before it is a snapshot or a replay.
    const view = this.#join(query, queue);
    try {
      yield* this.#past(view, queue, options);
      for (let frame = await queue.next(); frame !== null; frame = await queue.next()) yield frame;
    } finally {
      options.signal.removeEventListener("abort", stop);
      queue.end();
      this.#leave(view, queue);
    }
  }

  /** Ends all streams. */
  end(): void {
    this.#ended = true;
    for (const view of this.#views.values()) for (const queue of view.queues) queue.end();
  }

  /** The frames from `afterSeq` to now. With an interval they are merged into one, which the queue gives out first. */
  async *#past(view: View, queue: FrameQueue, options: FrameOptions): AsyncGenerator<Frame, void, undefined> {
    const { afterSeq, everyMs, signal } = options;
    const { seq: untilSeq, epoch } = this;
    if (afterSeq === null) {
      queue.pushFirst(this.#snapshot(view.groups, false));
      return;
    }
    if (options.epoch === epoch && afterSeq >= untilSeq) {
      // A reader that another process has served may be ahead of this one: it waits for what it has not seen.
      queue.skipTo(afterSeq);
      return;
    }
    let merged: Frame | null = null;
    try {
      if (options.epoch !== epoch) throw new FeedGapError(afterSeq);
      for await (const frame of replay(this.collections, view.query, { afterSeq, untilSeq, epoch })) {
        if (signal.aborted || this.#ended) return;
        if (everyMs === null) yield frame;
        else merged = merged === null ? frame : mergeFrames(merged, frame);
      }
      if (merged !== null) queue.pushFirst(merged);
    } catch (error) {
      if (!(error instanceof FeedGapError)) throw error;
      // The view has gone on meanwhile, and the queue holds how: its present state stands for all of that.
      queue.clear();
      queue.pushFirst(this.#snapshot(view.groups, true));
    }
  }

  #join(query: CanonicalQuery, queue: FrameQueue): View {
    let view = this.#views.get(query.key);
    if (view === undefined) {
      view = { query, groups: new Groups(query, this.#cells.candidates(query)), queues: new Set() };
      this.#views.set(query.key, view);
    }
    view.queues.add(queue);
    return view;
  }

  #leave(view: View, queue: FrameQueue): void {
    view.queues.delete(queue);
    if (view.queues.size === 0 && this.#views.get(view.query.key) === view) this.#views.delete(view.query.key);
  }

  #snapshot(groups: Groups, gap: boolean): Frame {
    const { seq, epoch } = this;
    return { seq, epoch, at: this.#at ?? new Date(), snapshot: true, gap, skipped: 0, items: groups.items() };
  }

  async #catchUp(untilSeq: number): Promise<void> {
    const range = { afterSeq: this.seq, untilSeq, epoch: this.epoch };
    for await (const document of feedBetween(this.collections, range, null)) this.#apply(document);
    // Read as far as it goes, the feed may go on after a hole.
    const filter = { _id: { $gt: this.seq } };
    const next = await this.collections.feed.findOne(filter, { sort: { _id: 1 }, projection: { _id: 1 } });
    if (next !== null && next._id !== this.seq + 1) throw new FeedGapError(this.seq + 1);
    // Or another feed has taken its place, which need not have come as far.
    if (untilSeq === Infinity && (await newestEpoch(this.collections)) !== this.epoch)
      throw new FeedGapError(this.seq + 1);
  }

  /** Takes the whole state from the newest keyframe and what follows it. Readers are told that they missed something. */
  async #restart(): Promise<void> {
    const keyframe = await keyframeBefore(this.collections, Number.MAX_SAFE_INTEGER, null);
    if (keyframe === null) return;
    const range = { afterSeq: keyframe._id, untilSeq: Infinity, epoch: keyframe.epoch };
    const following: FeedDocument[] = [];
    for await (const document of feedBetween(this.collections, range, null)) following.push(document);
    const missed = this.epoch !== "";
    // No await from here on: nobody may see half a state.
    this.#cells.clear();
    this.epoch = keyframe.epoch;
    for (const document of [keyframe, ...following]) this.#take(document);
    for (const view of this.#views.values()) {
      view.groups.reset(this.#cells.candidates(view.query));
      const frame = this.#snapshot(view.groups, missed);
      for (const queue of view.queues) queue.push(frame);
    }
  }

  #take({ _id, at, cells }: Pick<FeedDocument, "_id" | "at"> & { readonly cells?: PackedCells }): CellChange[] {
    this.seq = _id;
    this.#at = at;
    return this.#cells.apply(cells ?? {});
  }

  #apply(document: FeedDocument): void {
    const changes = this.#take(document);
    const { _id: seq, epoch, at } = document;
    for (const view of this.#views.values()) {
      for (const change of changes) view.groups.apply(change);
      const items = view.groups.changed();
      if (!isFrame(seq, items)) continue;
      const frame: Frame = { seq, epoch, at, snapshot: false, gap: false, skipped: 0, items };
      for (const queue of view.queues) queue.push(frame);
    }
  }
}

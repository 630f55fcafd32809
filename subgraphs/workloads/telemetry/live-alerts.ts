/** Alerts as they are raised and cleared: one change stream for all who read in this process. */

import type { Connection, Model, mongo } from "mongoose";
import type { Logger } from "../../kit/log.ts";
import { type AlertDocument, type AlertKind, alertModel } from "./alert-model.ts";
import { followChanges } from "./follow-changes.ts";
import { FrameQueue } from "./frame-queue.ts";

/** Keeps the alerts for which everything given holds. */
export interface AlertQuery {
  /** Slug of the only partner whose alerts may be read, or null for all. */
  readonly viewerPartner: string | null;
  readonly partner: string | null;
  readonly site: string | null;
  readonly kind: AlertKind | null;
}

/** The alerts that stand, or those that changed. */
export interface AlertFrame {
  readonly seq: number;
  readonly at: Date;
  readonly snapshot: boolean;
  readonly gap: boolean;
  readonly skipped: number;
  readonly items: readonly AlertDocument[];
}

/** How to read the stream. */
export interface AlertFrameOptions {
  /** At most one frame in this many milliseconds; null for every frame. */
  readonly everyMs: number | null;
  /** Go on after the change with this `seq`; null to begin with a snapshot. */
  readonly afterSeq: number | null;
  readonly signal: AbortSignal;
}

export interface LiveAlerts {
  /**
   * The first frame is what stands, at most the newest 1,000, unless `afterSeq` is given; then the newest state of every alert that changed since,
   * and on. What is beyond the retention is said by a frame with `gap` and `snapshot`.
   */
  frames(query: AlertQuery, options: AlertFrameOptions): AsyncGenerator<AlertFrame, void, undefined>;
  close(): Promise<void>;
}

/** Alerts of a snapshot, the newest: a fleet that loses a hall has as many as GPUs, and nobody reads them off a stream. */
const MAX_STANDING = 1000;
/** More changes than that are told as a snapshot, to a reader who comes back as to one who is slow. */
const MAX_CHANGES = 5000;

interface Reader {
  readonly query: AlertQuery;
  readonly queue: FrameQueue<AlertFrame>;
}

/** Opens the stream. @throws Error when MongoDB does not answer */
export async function openLiveAlerts(options: {
  readonly databases: { readonly workloads: Connection };
  readonly log: Logger;
  readonly signal: AbortSignal;
}): Promise<LiveAlerts> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const model = alertModel(options.databases.workloads);
  const readers = new Set<Reader>();
  let newest = await headOf(model);
  let untold: AlertDocument[] = [];
  const tell = (): void => {
    const changed = newestOf(untold);
    untold = [];
    for (const { query, queue } of readers) {
      const items = changed.filter((alert) => matches(query, alert));
      if (items.length > 0) queue.push(frameOf(newest, items, { snapshot: false }));
    }
  };
  // A site that goes dark raises thousands at once: what MongoDB hands over together is one frame.
  const note = (alert: AlertDocument): void => {
    newest = Math.max(newest, alert.seq);
    if (untold.push(alert) === 1) setImmediate(tell);
  };
  const { stopped } = await followChanges<AlertDocument>({
    collection: driverCollection(options.databases.workloads, model),
    options: { fullDocument: "updateLookup" },
    // What changed while the stream was away, in order; what a reader has seen of it, its queue leaves out.
    reload: async () => {
      for await (const alert of model
        .find({ seq: { $gt: newest } })
        .sort({ seq: 1 })
        .lean<AlertDocument>()
        .cursor()) {
        note(alert);
      }
    },
    onChange: (change) => {
      if ("fullDocument" in change && change.fullDocument != null) note(change.fullDocument);
    },
    log: options.log,
    signal,
  });
  signal.addEventListener("abort", () => readers.forEach(({ queue }) => queue.end()), { once: true });
  return {
    frames: (query, frameOptions) => readFrames(model, readers, query, frameOptions, signal),
    close: async () => {
      stop.abort();
      await stopped;
    },
  };
}

async function* readFrames(
  model: Model<AlertDocument>,
  readers: Set<Reader>,
  query: AlertQuery,
  { everyMs, afterSeq, signal }: AlertFrameOptions,
  ending: AbortSignal,
): AsyncGenerator<AlertFrame, void, undefined> {
  if (signal.aborted || ending.aborted) return;
  // Without an interval too, frames that the reader has not taken yet are merged.
  const queue = new FrameQueue<AlertFrame>({ capacity: 1, everyMs: everyMs ?? 0, merge });
  const stop = (): void => queue.end();
  signal.addEventListener("abort", stop, { once: true });
  const reader = { query, queue };
  // From here on the queue gets every change: what is before is read below, and what is in both is told once.
  readers.add(reader);
  try {
    const past = await pastOf(model, query, afterSeq);
    if (past.items.length > 0 || past.snapshot) yield past;
    queue.skipTo(past.seq);
    for (let frame = await queue.next(); frame !== null; frame = await queue.next()) {
      if (!frame.gap) yield frame;
      else {
        const standing = await standingNow(model, query);
        queue.skipTo(standing.seq);
        yield { ...standing, gap: true, skipped: frame.skipped };
      }
    }
  } finally {
    signal.removeEventListener("abort", stop);
    queue.end();
    readers.delete(reader);
  }
}

/** What a reader has not seen, as of one seq. */
async function pastOf(model: Model<AlertDocument>, query: AlertQuery, afterSeq: number | null): Promise<AlertFrame> {
  const head = await headOf(model);
  const scope = scopeOf(query);
  if (afterSeq !== null && afterSeq <= head) {
    const changed = await model
      .find({ $and: [scope, { seq: { $gt: afterSeq, $lte: head } }] })
      .sort({ seq: 1 })
      .limit(MAX_CHANGES + 1)
      .lean<AlertDocument[]>();
    if (changed.length <= MAX_CHANGES) return frameOf(head, changed, { snapshot: false });
  }
  return { ...(await standingNow(model, query)), gap: afterSeq !== null };
}

async function standingNow(model: Model<AlertDocument>, query: AlertQuery): Promise<AlertFrame> {
  // What changes after the head is read may be in the answer already, and is told again.
  const head = await headOf(model);
  const standing = await model
    .find({ $and: [scopeOf(query), { clearedAt: null }] })
    .sort({ raisedAt: -1, _id: 1 })
    .limit(MAX_STANDING)
    .lean<AlertDocument[]>();
  return frameOf(head, standing, { snapshot: true });
}

/** Seq of the newest change, 0 when there is none. */
async function headOf(model: Model<AlertDocument>): Promise<number> {
  const newest = await model.findOne({}, { seq: 1 }).sort({ seq: -1 }).lean<Pick<AlertDocument, "seq">>();
  return newest?.seq ?? 0;
}

function frameOf(seq: number, items: readonly AlertDocument[], { snapshot }: Pick<AlertFrame, "snapshot">): AlertFrame {
  return { seq, at: new Date(), snapshot, gap: false, skipped: 0, items };
}

/** Two frames in a row as one, with the newest state of each alert; with `gap` and no items when that is too much. */
function merge(earlier: AlertFrame, later: AlertFrame): AlertFrame {
  const skipped = earlier.skipped + later.skipped + 1;
  if (earlier.gap || earlier.items.length >= MAX_CHANGES) return { ...later, gap: true, skipped, items: [] };
  return { ...later, skipped, items: newestOf([...earlier.items, ...later.items]) };
}

/** Each alert once, as it was last. */
function newestOf(changes: readonly AlertDocument[]): AlertDocument[] {
  return [...new Map(changes.map((alert) => [alert._id, alert])).values()];
}

/** The filter that a query is in MongoDB; the viewer's partner is always in it. */
export function scopeOf({ viewerPartner, partner, site, kind }: AlertQuery): object {
  const given = Object.entries({ partner, site, kind }).filter(([, value]) => value !== null);
  return { $and: [viewerPartner === null ? {} : { partner: viewerPartner }, Object.fromEntries(given)] };
}

function matches({ viewerPartner, partner, site, kind }: AlertQuery, alert: AlertDocument): boolean {
  return (
    (viewerPartner === null || viewerPartner === alert.partner) &&
    (partner === null || partner === alert.partner) &&
    (site === null || site === alert.site) &&
    (kind === null || kind === alert.kind)
  );
}

function driverCollection({ db }: Connection, { collection }: Model<AlertDocument>): mongo.Collection<AlertDocument> {
  if (db === undefined) throw new TypeError("expected an open connection, got one that is not connected");
  return db.collection<AlertDocument>(collection.collectionName);
}

/** The collections of telemetry, in the database of this subgraph, with their indexes and retentions. */

import type { Connection, mongo } from "mongoose";
import type { PackedCells } from "./cells.ts";

/** Rows of a batch: 31 nodes of 8, so that one byte tells a row's holder whatever the placements are. */
export const MAX_BATCH_GPUS = 248;

/** `holders` of a row that no GPU of the fleet stands behind any more. */
export const NO_GPU = 0xff;

/** A GPU's place in the raw store never changes: a node is put into a batch once, and rows are never used again. */
export interface BatchDocument {
  readonly _id: string;
  readonly partner: string;
  readonly site: string;
  readonly model: string;
  /** In the order of the rows. A node whose GPUs were exchanged stands here again, further down. */
  readonly nodes: readonly BatchNode[];
}

export interface BatchNode {
  readonly hostname: string;
  /** uuids, by slot. */
  readonly gpus: readonly string[];
}

/** One scrape of one batch. Columns are little-endian 16-bit integers, one a row; see `METRICS` for their units. */
export interface SampleDocument {
  readonly _id?: mongo.ObjectId;
  readonly batch: string;
  readonly partner: string;
  readonly site: string;
  readonly model: string;
  /** When the first page of the batch was received. */
  readonly at: Date;
  readonly intervalMs: number;
  /** Rows. */
  readonly gpuCount: number;
  readonly columns: Readonly<Record<string, mongo.Binary>>;
  /** A byte a row: 0 for a GPU that nothing holds, n for `groups[n - 1]`, 255 for `NO_GPU`. */
  readonly holders: mongo.Binary;
  readonly groups: readonly Holder[];
  /** Milliseconds after `at` at which each node's page was received, 16 bits a node; 65,535 where none came. */
  readonly delays: mongo.Binary;
}

/** What holds a GPU. */
export interface Holder {
  readonly project: string;
  readonly workload: string;
  /** A `WorkloadKind`. */
  readonly kind: string;
}

/** What changed in one flush. `_id` is the seq: 1, 2, 3, … without a hole. */
export interface FeedDocument {
  readonly _id: number;
  readonly epoch: string;
  readonly at: Date;
  readonly cells: PackedCells;
}

/** The whole state after the feed document of the same `_id`. */
export interface KeyframeDocument {
  readonly _id: number;
  readonly epoch: string;
  readonly at: Date;
  readonly cells: PackedCells;
}

/** A node that does not answer. The document is deleted when it answers again. */
export interface SilentNodeDocument {
  readonly _id: string;
  readonly partner: string;
  readonly site: string;
  readonly lastScrapedAt: Date | null;
  /** When it first did not answer. */
  readonly since: Date;
  readonly reason: string;
}

/** The last XID of a GPU that is not 0. */
export interface LastXidDocument {
  readonly _id: string;
  readonly code: number;
}

/** Telemetry of a GPU that is not known where it reported from; once for each time that it turns up. */
export interface QuarantineDocument {
  readonly _id?: mongo.ObjectId;
  readonly uuid: string;
  /** The node that was scraped. */
  readonly hostname: string;
  /** The host that the page named, or null. */
  readonly claimedHostname: string | null;
  readonly at: Date;
}

export interface LeaseDocument {
  readonly _id: string;
  readonly holder: string | null;
  readonly until: Date;
  /** Counts its holders. */
  readonly term?: number;
}

/** A part of the fleet that one collector has at a time: the nodes of a partner at a site. `_id` is `partner/site`. */
export interface ShardDocument {
  readonly _id: string;
  readonly partner: string;
  readonly site: string;
  readonly nodes: number;
  readonly holder: string | null;
  readonly until: Date;
  /** Counts its holders. */
  readonly term: number;
  /** Counts the transactions that its holder fenced with it: two of them conflict, and so does a taking over. */
  readonly writes?: number;
  /** The oldest samples written since roll-ups were last looked after; absent where there are none. */
  readonly samplesSince?: Date;
}

/** A collector that lives. `_id` is the holder's name. */
export interface CollectorDocument {
  readonly _id: string;
  readonly until: Date;
}

/** Up to which value each GPU's energy counter was counted, as of a sample document of its batch; see `energy-counter.ts`. */
export interface EnergyAnchorsDocument {
  /** The batch. */
  readonly _id: string;
  /** `at` of the last sample document whose energy is in it. */
  readonly at: Date;
  /** Millijoules, 64-bit floats, one a row; NaN where no counter was seen. */
  readonly anchors: mongo.Binary;
}

export interface TelemetryCollections {
  readonly batches: mongo.Collection<BatchDocument>;
  readonly samples: mongo.Collection<SampleDocument>;
  readonly feed: mongo.Collection<FeedDocument>;
  readonly keyframes: mongo.Collection<KeyframeDocument>;
  readonly silentNodes: mongo.Collection<SilentNodeDocument>;
  readonly lastXids: mongo.Collection<LastXidDocument>;
  readonly quarantine: mongo.Collection<QuarantineDocument>;
  readonly leases: mongo.Collection<LeaseDocument>;
  readonly shards: mongo.Collection<ShardDocument>;
  readonly collectors: mongo.Collection<CollectorDocument>;
  readonly energyAnchors: mongo.Collection<EnergyAnchorsDocument>;
}

/** How long what is written stays. */
export interface Retention {
  readonly rawMs: number;
  /** How long a reader of the feed may stay away and lose nothing. */
  readonly feedMs: number;
}

/** What the oldest reader needs reaches back to the keyframe before its position. */
const FEED_SLACK_MS = 3 * 60_000;

/**
 * The collections, on the driver itself: what is written here is packed, and a model in between would only copy it.
 * @param workloads a connection to this subgraph's database
 */
export function telemetryCollections(workloads: Connection): TelemetryCollections {
  const { db } = workloads;
  if (db === undefined) throw new TypeError("expected an open connection, got one that is not connected");
  return {
    batches: db.collection("batches"),
    samples: db.collection("samples"),
    feed: db.collection("feed"),
    keyframes: db.collection("keyframes"),
    silentNodes: db.collection("silentNodes"),
    lastXids: db.collection("lastXids"),
    quarantine: db.collection("quarantine"),
    leases: db.collection("leases"),
    shards: db.collection("shards"),
    collectors: db.collection("collectors"),
    energyAnchors: db.collection("energyAnchors"),
  };
}

/** Creates collections and indexes; what exists stays, except that retentions are brought up to date. */
export async function ensureTelemetryCollections(workloads: Connection, { rawMs, feedMs }: Retention): Promise<void> {
  const { db } = workloads;
  if (db === undefined) throw new TypeError("expected an open connection, got one that is not connected");
  const compressed = { storageEngine: { wiredTiger: { configString: "block_compressor=zstd" } } };
  for (const name of ["samples", "feed", "keyframes"]) await createCollection(db, name, compressed);
  await createCollection(db, "quarantine", { capped: true, size: 16 * 2 ** 20, max: 10_000 });
  await db
    .collection("batches")
    .createIndexes([
      { key: { "nodes.gpus": 1 } },
      { key: { "nodes.hostname": 1 } },
      { key: { partner: 1, site: 1, model: 1 } },
    ]);
  await db.collection("samples").createIndex({ batch: 1, at: 1 });
  await db.collection("shards").createIndex({ holder: 1 });
  await db.collection("silentNodes").createIndex({ site: 1, partner: 1, _id: 1 });
  await expireAfter(db, "samples", "at", Math.ceil(rawMs / 1000));
  await expireAfter(db, "feed", "at", feedExpirySeconds(feedMs));
}

/** Puts back the index by which the feed is let go, which a feed that was dropped and written to again does not have. */
export async function expireFeed({ feed }: Pick<TelemetryCollections, "feed">, feedMs: number): Promise<void> {
  try {
    await feed.createIndex({ at: 1 }, { expireAfterSeconds: feedExpirySeconds(feedMs) });
  } catch (error) {
    // It is there, for the retention of another process.
    if (!hasCode(error, INDEX_OPTIONS_CONFLICT)) throw error;
  }
}

function feedExpirySeconds(feedMs: number): number {
  return Math.ceil((feedMs + FEED_SLACK_MS) / 1000);
}

/** Creates a collection that is not there yet. */
export async function createCollection(
  db: mongo.Db,
  name: string,
  options: mongo.CreateCollectionOptions,
): Promise<void> {
  try {
    await db.createCollection(name, options);
  } catch (error) {
    if (!hasCode(error, NAMESPACE_EXISTS)) throw error;
  }
}

/** Lets documents go after a time, which may differ from the one that an earlier start set. */
export async function expireAfter(
  db: mongo.Db,
  collection: string,
  field: string,
  expireAfterSeconds: number,
): Promise<void> {
  try {
    await db.collection(collection).createIndex({ [field]: 1 }, { expireAfterSeconds });
  } catch (error) {
    if (!hasCode(error, INDEX_OPTIONS_CONFLICT)) throw error;
    await db.command({ collMod: collection, index: { keyPattern: { [field]: 1 }, expireAfterSeconds } });
  }
}

const NAMESPACE_EXISTS = 48;
const INDEX_OPTIONS_CONFLICT = 85;
export const DUPLICATE_KEY = 11_000;

/** True for an error of MongoDB with this code. */
export function hasCode(error: unknown, code: number): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

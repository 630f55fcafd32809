/** The collections of the tiers above the newest samples, in the database of this subgraph, with their indexes and retentions. */

import type { Connection, mongo } from "mongoose";
import { createCollection, expireAfter, type Holder } from "../collections.ts";
import type { PackedTally } from "./tally.ts";
import type { TierRetentions } from "./tiers.ts";

/** What every document of a tier carries: in which term of the lease on making roll-ups it was written. */
interface Termed {
  readonly term?: number;
}

/** What a group of GPUs has in common, within its partner. The last three are null for GPUs that nothing holds. */
export interface TallyKey {
  readonly site: string;
  readonly model: string;
  readonly project: string | null;
  /** A `WorkloadKind`. */
  readonly kind: string | null;
}

/** The same, by workload. */
export interface HolderKey extends TallyKey {
  readonly workload: string | null;
}

/**
 * What one node reported over a coarse period. Columns are little-endian 16-bit integers, GPU by GPU and round by round:
 * the value of slot s in round r stands at `s × rounds + r`.
 */
export interface ChunkDocument extends Termed {
  readonly _id: string;
  readonly batch: string;
  /** Its number in the batch. */
  readonly node: number;
  readonly hostname: string;
  readonly partner: string;
  readonly site: string;
  readonly model: string;
  readonly at: Date;
  /** uuids, by slot. */
  readonly gpus: readonly string[];
  readonly rounds: number;
  /** Milliseconds after `at`, 32 bits a round: `at` of the sample documents that it was made from. */
  readonly times: mongo.Binary;
  /** Milliseconds, 32 bits a round. */
  readonly intervals: mongo.Binary;
  /** As in a sample document, 16 bits a round. */
  readonly delays: mongo.Binary;
  readonly columns: Readonly<Record<string, mongo.Binary>>;
  /** 16 bits: 0 for a GPU that nothing holds, n for `groups[n - 1]`, 65,535 where the GPU was not there. */
  readonly holders: mongo.Binary;
  readonly groups: readonly Holder[];
}

/** Roll-ups of a node over a coarse period; a row for each stretch of the node's width. */
export interface NodeRollupDocument extends Termed {
  readonly _id: string;
  readonly hostname: string;
  readonly partner: string;
  readonly site: string;
  readonly model: string;
  readonly at: Date;
  readonly tally: PackedTally;
}

/** Roll-ups of a node's GPUs over a day (UTC): a table for each coarse period, by its number in the day; a row for each GPU. */
export interface GpuRollupDocument extends Termed {
  readonly _id: string;
  readonly hostname: string;
  readonly partner: string;
  readonly day: Date;
  readonly gpus: readonly string[];
  readonly periods: Readonly<Record<string, PackedTally>>;
}

/** Roll-ups of a batch over a coarse period; a row for each holder. What coarse roll-ups of groups and workloads are made from. */
export interface BatchRollupDocument extends Termed {
  readonly _id: string;
  readonly batch: string;
  readonly partner: string;
  readonly at: Date;
  readonly keys: readonly HolderKey[];
  readonly tally: PackedTally;
}

/** Roll-ups of all groups of a partner over a fine period, or over a day (UTC); a row for each group. */
export interface GroupsDocument extends Termed {
  readonly _id: string;
  readonly partner: string;
  readonly at: Date;
  readonly keys: readonly TallyKey[];
  readonly tally: PackedTally;
}

/** Roll-ups of a partner over a day (UTC). It is written after those of its groups over the day. */
export interface PartnerDayDocument extends GroupsDocument {
  /** A digest of those: where it is the same, so are they. Days that were made before there were digests have none. */
  readonly rev?: string;
}

/** Roll-ups of a group over a day (UTC); a row for each coarse period. */
export interface GroupDayDocument extends TallyKey, Termed {
  readonly _id: string;
  readonly partner: string;
  readonly at: Date;
  readonly tally: PackedTally;
}

/** Sums of one workload over a day (UTC), and over all its days. Values are packed. */
export interface WorkloadSums {
  readonly expectedMs: number;
  readonly reportedMs: number;
  readonly wastedMs: number;
  readonly dutyCount: number;
  readonly dutySum: number;
  readonly smCount: number;
  readonly smSum: number;
  readonly tensorCount: number;
  readonly tensorSum: number;
  readonly energySum: number;
}

export interface WorkloadDayDocument extends WorkloadSums, Termed {
  readonly _id: string;
  readonly workload: string;
  readonly partner: string;
  readonly at: Date;
}

/** `_id` is the workload's. */
export interface WorkloadTotalDocument extends WorkloadSums {
  readonly _id: string;
  readonly partner: string;
}

/** Up to when a tier is made. */
export interface TierProgressDocument extends Termed {
  readonly _id: "fine" | "coarse";
  /** The end of the last period that is made. */
  readonly through: Date;
  readonly widthMs: number;
}

export interface TierCollections {
  readonly chunks: mongo.Collection<ChunkDocument>;
  readonly nodeRollups: mongo.Collection<NodeRollupDocument>;
  readonly gpuRollups: mongo.Collection<GpuRollupDocument>;
  readonly batchRollups: mongo.Collection<BatchRollupDocument>;
  readonly fineRollups: mongo.Collection<GroupsDocument>;
  readonly coarseRollups: mongo.Collection<GroupDayDocument>;
  readonly dayRollups: mongo.Collection<PartnerDayDocument>;
  readonly workloadDays: mongo.Collection<WorkloadDayDocument>;
  readonly workloadTotals: mongo.Collection<WorkloadTotalDocument>;
  readonly tierProgress: mongo.Collection<TierProgressDocument>;
}

/** @param workloads a connection to this subgraph's database */
export function tierCollections(workloads: Connection): TierCollections {
  const db = databaseOf(workloads);
  return {
    chunks: db.collection("chunks"),
    nodeRollups: db.collection("nodeRollups"),
    gpuRollups: db.collection("gpuRollups"),
    batchRollups: db.collection("batchRollups"),
    fineRollups: db.collection("fineRollups"),
    coarseRollups: db.collection("coarseRollups"),
    dayRollups: db.collection("dayRollups"),
    workloadDays: db.collection("workloadDays"),
    workloadTotals: db.collection("workloadTotals"),
    tierProgress: db.collection("tierProgress"),
  };
}

/** How much longer than raw samples the roll-ups of batches stay: days are made anew from them. */
const BATCH_ROLLUP_SLACK_S = 2 * 86_400;

/** Creates collections and indexes; what exists stays, except that retentions are brought up to date. */
export async function ensureTierCollections(workloads: Connection, retentions: TierRetentions): Promise<void> {
  const db = databaseOf(workloads);
  const compressed = { storageEngine: { wiredTiger: { configString: "block_compressor=zstd" } } };
  const packed = ["chunks", "nodeRollups", "gpuRollups", "batchRollups", "fineRollups", "coarseRollups", "dayRollups"];
  await Promise.all(packed.map(async (name) => await createCollection(db, name, compressed)));
  const seconds = (ms: number): number => Math.ceil(ms / 1000);
  const index = async (name: string, ...keys: readonly Record<string, 1 | -1>[]): Promise<void> => {
    await db.collection(name).createIndexes(keys.map((key) => ({ key })));
  };
  await Promise.all([
    index("chunks", { batch: 1, node: 1, at: 1 }),
    index("nodeRollups", { hostname: 1, at: 1 }),
    index("fineRollups", { partner: 1, at: 1 }),
    index("dayRollups", { partner: 1, at: 1, rev: 1 }, { at: 1, partner: 1, rev: 1 }),
    index(
      "coarseRollups",
      { partner: 1, at: 1 },
      { partner: 1, kind: 1, at: 1 },
      { project: 1, at: 1 },
      { kind: 1, at: 1 },
      { site: 1, at: 1 },
    ),
    index("workloadDays", { workload: 1 }, { at: 1 }),
    index("workloadTotals", { expectedMs: -1, _id: 1 }, { partner: 1, expectedMs: -1, _id: 1 }),
  ]);
  await Promise.all([
    expireAfter(db, "chunks", "at", seconds(retentions.rawMs)),
    expireAfter(db, "batchRollups", "at", seconds(retentions.rawMs) + BATCH_ROLLUP_SLACK_S),
    expireAfter(db, "nodeRollups", "at", seconds(retentions.nodeMs)),
    expireAfter(db, "gpuRollups", "day", seconds(retentions.gpuMs)),
    expireAfter(db, "fineRollups", "at", seconds(retentions.fineMs)),
    retentions.coarseMs === null
      ? index("coarseRollups", { at: 1 })
      : expireAfter(db, "coarseRollups", "at", seconds(retentions.coarseMs)),
  ]);
}

function databaseOf({ db }: Connection): mongo.Db {
  if (db === undefined) throw new TypeError("expected an open connection, got one that is not connected");
  return db;
}

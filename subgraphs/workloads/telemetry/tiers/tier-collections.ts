/** The collections of the tiers above the newest samples, in the database of this subgraph, with their indexes and retentions. */

import type { Connection, mongo } from "mongoose";
import { createCollection, expireAfter, type Holder } from "../collections.ts";
import type { PackedTally } from "./tally.ts";
import type { TierRetentions } from "./tiers.ts";

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
export interface ChunkDocument {
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
export interface NodeRollupDocument {
  readonly _id: string;
  readonly hostname: string;
  readonly partner: string;
  readonly site: string;
  readonly model: string;
  readonly at: Date;
  readonly tally: PackedTally;
}

/** Roll-ups of a node's GPUs over a day (UTC): a table for each coarse period, by its number in the day; a row for each GPU. */
export interface GpuRollupDocument {
  readonly _id: string;
  readonly hostname: string;
  readonly partner: string;
  readonly day: Date;
  readonly gpus: readonly string[];
  readonly periods: Readonly<Record<string, PackedTally>>;
}

/** Roll-ups of a batch over a coarse period; a row for each holder. What coarse roll-ups of groups and workloads are made from. */
export interface BatchRollupDocument {
  readonly _id: string;
  readonly batch: string;
  readonly partner: string;
  readonly at: Date;
  readonly keys: readonly HolderKey[];
  readonly tally: PackedTally;
}

/** Roll-ups of all groups of a partner over a fine period, or over a day (UTC); a row for each group. */
export interface GroupsDocument {
  readonly _id: string;
  readonly partner: string;
  readonly at: Date;
  readonly keys: readonly TallyKey[];
  readonly tally: PackedTally;
}

/** Roll-ups of a group over a day (UTC); a row for each coarse period. */
export interface GroupDayDocument extends TallyKey {
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

export interface WorkloadDayDocument extends WorkloadSums {
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
export interface TierProgressDocument {
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
  readonly dayRollups: mongo.Collection<GroupsDocument>;
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
  for (const name of packed) await createCollection(db, name, compressed);
  await db.collection("chunks").createIndex({ batch: 1, node: 1, at: 1 });
  await db.collection("nodeRollups").createIndex({ hostname: 1, at: 1 });
  await db.collection("fineRollups").createIndex({ partner: 1, at: 1 });
  await db.collection("dayRollups").createIndexes([{ key: { partner: 1, at: 1 } }, { key: { at: 1 } }]);
  await db
    .collection("coarseRollups")
    .createIndexes([
      { key: { partner: 1, at: 1 } },
      { key: { project: 1, at: 1 } },
      { key: { kind: 1, at: 1 } },
      { key: { site: 1, at: 1 } },
    ]);
  await db.collection("workloadDays").createIndexes([{ key: { workload: 1 } }, { key: { at: 1 } }]);
  await db
    .collection("workloadTotals")
    .createIndexes([{ key: { expectedMs: -1, _id: 1 } }, { key: { partner: 1, expectedMs: -1, _id: 1 } }]);
  const seconds = (ms: number): number => Math.ceil(ms / 1000);
  await expireAfter(db, "chunks", "at", seconds(retentions.rawMs));
  await expireAfter(db, "batchRollups", "at", seconds(retentions.rawMs) + BATCH_ROLLUP_SLACK_S);
  await expireAfter(db, "nodeRollups", "at", seconds(retentions.nodeMs));
  await expireAfter(db, "gpuRollups", "day", seconds(retentions.gpuMs));
  await expireAfter(db, "fineRollups", "at", seconds(retentions.fineMs));
  if (retentions.coarseMs === null) await db.collection("coarseRollups").createIndex({ at: 1 });
  else await expireAfter(db, "coarseRollups", "at", seconds(retentions.coarseMs));
}

function databaseOf({ db }: Connection): mongo.Db {
  if (db === undefined) throw new TypeError("expected an open connection, got one that is not connected");
  return db;
}

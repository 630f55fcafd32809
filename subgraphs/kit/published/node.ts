/** Nodes and the GPUs in them. Owned by inventory; workloads claims and frees slots in its placement transactions. */

import { type Connection, type Model, Schema } from "mongoose";
import { type Provenance, provenanceSchema } from "./provenance.ts";

export const NODE_STATUSES = ["IDLE", "ALLOCATED", "DRAINING", "DRAINED", "DOWN", "MAINTENANCE"] as const;
export type NodeStatus = (typeof NODE_STATUSES)[number];

/** Statuses in which a node takes new work. */
export const SCHEDULABLE_STATUSES = ["IDLE", "ALLOCATED"] as const satisfies readonly NodeStatus[];

/** GPUs of one node, and slots of its mask. */
export const GPUS_PER_NODE = 8;

/** A server. `_id` is its host name. Partner and site are slugs, model is a `GpuModelName`. */
export interface NodeDocument {
  readonly _id: string;
  readonly partner: string;
  readonly site: string;
  /** `_id` of the rack in sites. */
  readonly rack: string;
  readonly model: string;
  readonly status: NodeStatus;
  readonly statusReason: string | null;
  /** Bit i is set while a workload holds the GPU in slot i. Status is ALLOCATED or DRAINING exactly when it is not 0. */
  readonly allocatedMask: number;
  /** How many bits of `allocatedMask` are clear. */
  readonly freeGpus: number;
  /** uuids of the active GPUs by slot, all of `model`; none before the node is switched on. */
  readonly gpus: readonly string[];
  readonly programme: string;
  readonly owner: string;
  readonly operator: string;
  /** Rated power of the whole node, without cooling. */
  readonly ratedPowerWatts: number;
  readonly provenance: Provenance;
}

const nodeSchema = new Schema<NodeDocument>(
  {
    _id: { type: String, required: true },
    partner: { type: String, required: true },
    site: { type: String, required: true },
    rack: { type: String, required: true },
    model: { type: String, required: true },
    status: { type: String, enum: NODE_STATUSES, required: true },
    statusReason: { type: String, default: null },
    allocatedMask: { type: Number, required: true },
    freeGpus: { type: Number, required: true },
    gpus: { type: [String], required: true },
    programme: { type: String, required: true },
    owner: { type: String, required: true },
    operator: { type: String, required: true },
    ratedPowerWatts: { type: Number, required: true },
    provenance: { type: provenanceSchema, required: true },
  },
  { collection: "nodes", versionKey: false, autoIndex: false, autoCreate: false },
);
nodeSchema.index({ partner: 1, _id: 1 });
nodeSchema.index({ site: 1, partner: 1, _id: 1 });
nodeSchema.index({ status: 1, _id: 1 });
nodeSchema.index({ partner: 1, status: 1, _id: 1 });
nodeSchema.index({ rack: 1, _id: 1 });
nodeSchema.index({ partner: 1, model: 1, site: 1, status: 1, freeGpus: -1, _id: 1 });

/** The nodes of inventory's database. @param inventory a connection to that database */
export function nodeModel(inventory: Connection): Model<NodeDocument> {
  return inventory.model<NodeDocument>("Node", nodeSchema);
}

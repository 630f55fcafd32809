/** Which workload holds which GPUs of which node, now. Owned by workloads; the simulator reads it to know what each GPU does. */

import { type Connection, type Model, Schema } from "mongoose";

export const WORKLOAD_KINDS = [
  "PRETRAIN",
  "FINETUNE",
  "INFERENCE",
  "EVALUATION",
  "SIMULATION",
  "LITHOGRAPHY",
  "DIGITAL_TWIN",
  "INTERACTIVE",
] as const;
export type WorkloadKind = (typeof WORKLOAD_KINDS)[number];

/**
 * The GPUs of one node that one workload holds; the document is deleted when it lets go.
 * `_id` is `workload:node`. Partner and site are slugs, model is a `GpuModelName`, project is a project's `_id`.
 */
export interface PlacementDocument {
  readonly _id: string;
  readonly workload: string;
  readonly kind: WorkloadKind;
  readonly node: string;
  readonly partner: string;
  readonly site: string;
  readonly model: string;
  readonly project: string;
  /** The slots held, as in `allocatedMask` of the node. */
  readonly mask: number;
  /** uuids of the GPUs held. */
  readonly gpus: readonly string[];
  readonly startedAt: Date;
}

const placementSchema = new Schema<PlacementDocument>(
  {
    _id: { type: String, required: true },
    workload: { type: String, required: true },
    kind: { type: String, enum: WORKLOAD_KINDS, required: true },
    node: { type: String, required: true },
    partner: { type: String, required: true },
    site: { type: String, required: true },
    model: { type: String, required: true },
    project: { type: String, required: true },
    mask: { type: Number, required: true },
    gpus: { type: [String], required: true },
    startedAt: { type: Date, required: true },
  },
  { collection: "placements", versionKey: false, autoIndex: false, autoCreate: false },
);
placementSchema.index({ workload: 1, node: 1 });
placementSchema.index({ node: 1 });
// None by partner: MongoDB would choose it where a partner asks for some GPUs, and read all that the partner holds.
placementSchema.index({ gpus: 1 });

/** The placements of workloads' database. @param workloads a connection to that database */
export function placementModel(workloads: Connection): Model<PlacementDocument> {
  return workloads.model<PlacementDocument>("Placement", placementSchema);
}

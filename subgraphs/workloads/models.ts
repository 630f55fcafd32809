/** What only workloads keeps: the workloads. Placements, usage of quota and XID events are in kit/published. */

import { type Connection, type Model, Schema } from "mongoose";
import { WORKLOAD_KINDS, type WorkloadKind } from "../kit/published/placement.ts";
import { type Provenance, provenanceSchema } from "../kit/published/provenance.ts";
import { WORKLOAD_STATES, type WorkloadState } from "./states.ts";

export const WORKLOAD_REASONS = ["WAITING_FOR_QUOTA", "EXCEEDS_MAX_QUOTA", "NO_MATCHING_NODES", "POWER_CAP"] as const;
export type WorkloadReason = (typeof WORKLOAD_REASONS)[number];

/**
 * A job that holds GPUs or waits for them. Partner and site are slugs, model is a `GpuModelName`, project is a project's `_id`.
 * The queue of a partner is its QUEUED workloads by `submittedAt`, then `_id`: the `_id` of a submitted workload grows with time.
 */
export interface WorkloadDocument {
  readonly _id: string;
  readonly name: string;
  readonly kind: WorkloadKind;
  readonly state: WorkloadState;
  /** Why it waits; null unless it is QUEUED. */
  readonly reason: WorkloadReason | null;
  readonly project: string;
  readonly partner: string;
  readonly model: string;
  readonly gpuCount: number;
  readonly submittedAt: Date;
  /** When it got the GPUs that it holds or held last, or null while it waits. */
  readonly startedAt: Date | null;
  /** When it let go of them, or of its place in the queue, or null. */
  readonly endedAt: Date | null;
  /** GPUs × hours that it held before it was suspended or made way, the last time not included. */
  readonly earlierGpuHours: number;
  /** Why it waits, in a sentence with the numbers; null unless it waits. */
  readonly explanation: string | null;
  /** The only site at which it may run, or null for any. */
  readonly wantedSite: string | null;
  /** Where it runs or ran, or null. */
  readonly site: string | null;
  readonly provenance: Provenance;
}

const workloadSchema = new Schema<WorkloadDocument>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    kind: { type: String, enum: WORKLOAD_KINDS, required: true },
    state: { type: String, enum: WORKLOAD_STATES, required: true },
    reason: { type: String, enum: [...WORKLOAD_REASONS, null], default: null },
    project: { type: String, required: true },
    partner: { type: String, required: true },
    model: { type: String, required: true },
    gpuCount: { type: Number, required: true },
    submittedAt: { type: Date, required: true },
    startedAt: { type: Date, default: null },
    endedAt: { type: Date, default: null },
    earlierGpuHours: { type: Number, default: 0 },
    explanation: { type: String, default: null },
    wantedSite: { type: String, default: null },
    site: { type: String, default: null },
    provenance: { type: provenanceSchema, required: true },
  },
  { collection: "workloads", versionKey: false, autoIndex: false, autoCreate: false },
);
workloadSchema.index({ submittedAt: -1, _id: -1 });
workloadSchema.index({ partner: 1, submittedAt: -1, _id: -1 });
workloadSchema.index({ project: 1, submittedAt: -1, _id: -1 });
workloadSchema.index({ state: 1, submittedAt: -1, _id: -1 });
workloadSchema.index({ kind: 1, submittedAt: -1, _id: -1 });
workloadSchema.index({ partner: 1, state: 1, submittedAt: -1, _id: -1 });

/** The workloads. @param workloads a connection to the database of workloads */
export function workloadModel(workloads: Connection): Model<WorkloadDocument> {
  return workloads.model<WorkloadDocument>("Workload", workloadSchema);
}

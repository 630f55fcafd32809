/** What workloads keeps in its own database: workloads, and how much quota their GPUs use. Placements and XID events are in kit/published. */

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
  /** Why it waits; null unless it is QUEUED or ADMITTED. */
  readonly reason: WorkloadReason | null;
  readonly project: string;
  readonly partner: string;
  readonly model: string;
  readonly gpuCount: number;
  readonly submittedAt: Date;
  /** When it got its GPUs, or null. */
  readonly startedAt: Date | null;
  /** When it let go of them, or of its place in the queue, or null. */
  readonly endedAt: Date | null;
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

/** How many GPUs the workloads of one project hold. `_id` is the project's. A missing document means none. */
export interface ProjectUsageDocument {
  readonly _id: string;
  readonly partner: string;
  readonly gpusInUse: number;
}

const projectUsageSchema = new Schema<ProjectUsageDocument>(
  {
    _id: { type: String, required: true },
    partner: { type: String, required: true },
    gpusInUse: { type: Number, required: true },
  },
  { collection: "projectUsage", versionKey: false, autoIndex: false, autoCreate: false },
);
projectUsageSchema.index({ partner: 1 });

/** The usage of each project. @param workloads a connection to the database of workloads */
export function projectUsageModel(workloads: Connection): Model<ProjectUsageDocument> {
  return workloads.model<ProjectUsageDocument>("ProjectUsage", projectUsageSchema);
}

/** How many GPUs the workloads of all projects of one cohort hold. `_id` is the cohort. A missing document means none. */
export interface CohortUsageDocument {
  readonly _id: string;
  readonly gpusInUse: number;
}

const cohortUsageSchema = new Schema<CohortUsageDocument>(
  { _id: { type: String, required: true }, gpusInUse: { type: Number, required: true } },
  { collection: "cohortUsage", versionKey: false, autoIndex: false, autoCreate: false },
);

/** The usage of each cohort. @param workloads a connection to the database of workloads */
export function cohortUsageModel(workloads: Connection): Model<CohortUsageDocument> {
  return workloads.model<CohortUsageDocument>("CohortUsage", cohortUsageSchema);
}

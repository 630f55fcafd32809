/** How much of the quotas is in use. Owned by workloads; partners checks it when it changes a quota. */

import { type Connection, type Model, Schema } from "mongoose";

/** How many GPUs the workloads of one project hold. `_id` is the project's. A missing document means none. */
export interface ProjectUsageDocument {
  readonly _id: string;
  readonly partner: string;
  readonly gpusInUse: number;
  /** Grows when the quota changes, so that whoever reads the quota and counts by it conflicts with the change. */
  readonly quotaVersion: number;
}

const projectUsageSchema = new Schema<ProjectUsageDocument>(
  {
    _id: { type: String, required: true },
    partner: { type: String, required: true },
    gpusInUse: { type: Number, required: true },
    quotaVersion: { type: Number, required: true },
  },
  { collection: "projectUsage", versionKey: false, autoIndex: false, autoCreate: false },
);
projectUsageSchema.index({ partner: 1, gpusInUse: 1 });

/** The usage of each project. @param workloads a connection to the database of workloads */
export function projectUsageModel(workloads: Connection): Model<ProjectUsageDocument> {
  return workloads.model<ProjectUsageDocument>("ProjectUsage", projectUsageSchema);
}

/** How many GPUs the workloads of all projects of one cohort hold. `_id` is the cohort. A missing document means none. */
export interface CohortUsageDocument {
  readonly _id: string;
  /** Slug of the partner whose projects they are. */
  readonly partner: string;
  readonly gpusInUse: number;
  /** The sum over its projects of what each uses beyond the part of its nominal quota that it does not lend. */
  readonly sharedInUse: number;
  /** Quota that was reclaimed from its projects and not yet given to others. */
  readonly reclaimedQuota: number;
  /** As in the usage of a project. */
  readonly quotaVersion: number;
}

const cohortUsageSchema = new Schema<CohortUsageDocument>(
  {
    _id: { type: String, required: true },
    partner: { type: String, required: true },
    gpusInUse: { type: Number, required: true },
    sharedInUse: { type: Number, required: true },
    reclaimedQuota: { type: Number, required: true },
    quotaVersion: { type: Number, required: true },
  },
  { collection: "cohortUsage", versionKey: false, autoIndex: false, autoCreate: false },
);

/** The usage of each cohort. @param workloads a connection to the database of workloads */
export function cohortUsageModel(workloads: Connection): Model<CohortUsageDocument> {
  return workloads.model<CohortUsageDocument>("CohortUsage", cohortUsageSchema);
}

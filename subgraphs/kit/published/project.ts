/** Projects and their quotas. Owned by partners; workloads reads the quota in its placement transactions. */

import { type Connection, type Model, Schema } from "mongoose";
import { type Provenance, provenanceSchema } from "./provenance.ts";

export const SECTORS = ["NATIONAL", "INDUSTRY", "ACADEMIA", "RESEARCH"] as const;

/** A project. `_id` is a slug such as `samsung-lithography`; `partner` is a slug. Quotas are GPUs. */
export interface ProjectDocument {
  readonly _id: string;
  readonly partner: string;
  readonly name: string;
  readonly sector: (typeof SECTORS)[number];
  readonly nominalQuota: number;
  readonly borrowingLimit: number;
  readonly lendingLimit: number;
  readonly cohort: string;
  readonly provenance: Provenance;
}

const projectSchema = new Schema<ProjectDocument>(
  {
    _id: { type: String, required: true },
    partner: { type: String, required: true },
    name: { type: String, required: true },
    sector: { type: String, enum: SECTORS, required: true },
    nominalQuota: { type: Number, required: true },
    borrowingLimit: { type: Number, required: true },
    lendingLimit: { type: Number, required: true },
    cohort: { type: String, required: true },
    provenance: { type: provenanceSchema, required: true },
  },
  { collection: "projects", versionKey: false, autoIndex: false, autoCreate: false },
);
projectSchema.index({ partner: 1, name: 1, _id: 1 });
projectSchema.index({ cohort: 1 });

/** The projects of partners' database. @param partners a connection to that database */
export function projectModel(partners: Connection): Model<ProjectDocument> {
  return partners.model<ProjectDocument>("Project", projectSchema);
}

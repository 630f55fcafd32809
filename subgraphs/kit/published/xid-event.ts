/** XID errors as the collector saw them, in order. Owned by workloads; inventory follows it to keep each GPU's last XID and health. */

import { type Connection, type Model, Schema, type Types } from "mongoose";

/** One new XID on one GPU. */
export interface XidEventDocument {
  readonly _id: Types.ObjectId;
  readonly gpu: string;
  readonly partner: string;
  readonly code: number;
  readonly at: Date;
}

const xidEventSchema = new Schema<XidEventDocument>(
  {
    gpu: { type: String, required: true },
    partner: { type: String, required: true },
    code: { type: Number, required: true },
    at: { type: Date, required: true },
  },
  { collection: "xidEvents", versionKey: false, autoIndex: false, autoCreate: false },
);
xidEventSchema.index({ gpu: 1, at: -1 });
xidEventSchema.index({ at: 1 }, { expireAfterSeconds: 90 * 24 * 3600 });

/** The XID events of workloads' database. @param workloads a connection to that database */
export function xidEventModel(workloads: Connection): Model<XidEventDocument> {
  return workloads.model<XidEventDocument>("XidEvent", xidEventSchema);
}

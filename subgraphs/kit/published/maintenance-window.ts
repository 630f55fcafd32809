/** Planned works. Owned by sites; inventory takes nodes out of scheduling by them. */

import { type Connection, type Model, Schema } from "mongoose";
import { type Provenance, provenanceSchema } from "./provenance.ts";

/** A planned work; the tenants that it concerns see it. */
export interface MaintenanceWindowDocument {
  readonly _id: string;
  readonly site: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly reason: string;
  /** `_id`s of the racks that are worked on; none where it is not said. */
  readonly racks: readonly string[];
  readonly tenants: readonly string[];
  readonly provenance: Provenance;
}

const maintenanceWindowSchema = new Schema<MaintenanceWindowDocument>(
  {
    _id: { type: String, required: true },
    site: { type: String, required: true },
    startsAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
    reason: { type: String, required: true },
    racks: { type: [String], required: true },
    tenants: { type: [String], required: true },
    provenance: { type: provenanceSchema, required: true },
  },
  { collection: "maintenanceWindows", versionKey: false, autoIndex: false, autoCreate: false },
);
maintenanceWindowSchema.index({ site: 1, startsAt: 1 });

/** The windows of sites' database. @param sites a connection to that database */
export function maintenanceWindowModel(sites: Connection): Model<MaintenanceWindowDocument> {
  return sites.model<MaintenanceWindowDocument>("MaintenanceWindow", maintenanceWindowSchema);
}

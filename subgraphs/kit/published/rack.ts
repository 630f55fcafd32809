/** Racks with their power. Owned by sites; inventory counts what is active there, and workloads what is busy. */

import { type Connection, type Model, Schema } from "mongoose";
import { type Provenance, provenanceSchema } from "./provenance.ts";
import { RACK_STATUSES, type RackStatus } from "./site-states.ts";

export const COOLINGS = ["AIR", "DLC", "HYBRID"] as const;

/** A rack, for one partner. Site and partner are slugs, hall is the hall's `_id`. */
export interface RackDocument {
  readonly _id: string;
  readonly name: string;
  readonly hall: string;
  readonly site: string;
  readonly partner: string;
  readonly status: RackStatus;
  readonly powerCapWatts: number;
  /** Rated power of the active GPUs, their share of the servers included. Cooling is not the rack's: it stays within `powerCapWatts` as it is. */
  readonly activePowerWatts: number;
  /** Of `activePowerWatts`, that of the GPUs that workloads hold. */
  readonly busyPowerWatts: number;
  /** While it is set, nothing is placed that would take `busyPowerWatts` beyond it. */
  readonly powerLimitWatts: number | null;
  readonly cooling: (typeof COOLINGS)[number];
  readonly provenance: Provenance;
}

const rackSchema = new Schema<RackDocument>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    hall: { type: String, required: true },
    site: { type: String, required: true },
    partner: { type: String, required: true },
    status: { type: String, enum: RACK_STATUSES, required: true },
    powerCapWatts: { type: Number, required: true },
    activePowerWatts: { type: Number, required: true },
    busyPowerWatts: { type: Number, required: true },
    powerLimitWatts: { type: Number, default: null },
    cooling: { type: String, enum: COOLINGS, required: true },
    provenance: { type: provenanceSchema, required: true },
  },
  { collection: "racks", versionKey: false, autoIndex: false, autoCreate: false },
);
rackSchema.index({ site: 1, name: 1, _id: 1 });
rackSchema.index({ partner: 1, site: 1, name: 1, _id: 1 });
rackSchema.index({ partner: 1, site: 1, powerLimitWatts: 1 });

/** The racks of sites' database. @param sites a connection to that database */
export function rackModel(sites: Connection): Model<RackDocument> {
  return sites.model<RackDocument>("Rack", rackSchema);
}

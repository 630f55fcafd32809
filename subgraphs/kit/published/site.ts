/** Sites with their power. Owned by sites; inventory counts what is active there, and workloads what is busy. */

import { type Connection, type Model, Schema } from "mongoose";
import { type Provenance, provenanceSchema } from "./provenance.ts";
import { SITE_STATUSES, type SiteStatus } from "./site-states.ts";

/** A data centre. `_id` is its slug. */
export interface SiteDocument {
  readonly _id: string;
  readonly name: string;
  readonly operator: string;
  readonly status: SiteStatus;
  /** Degrees north. */
  readonly latitude: number;
  /** Degrees east. */
  readonly longitude: number;
  readonly powerCapWatts: number;
  readonly pue: number;
  /** Rated power of the active GPUs, their share of the servers included, without cooling. Times `pue` it stays within `powerCapWatts`. */
  readonly activePowerWatts: number;
  /** Of `activePowerWatts`, that of the GPUs that workloads hold. */
  readonly busyPowerWatts: number;
  /** While it is set, nothing is placed that would take `busyPowerWatts` × `pue` beyond it. */
  readonly powerLimitWatts: number | null;
  /** Slugs of the partners that have, or will have, GPUs here. Only they see the site. */
  readonly tenants: readonly string[];
  readonly provenance: Provenance;
}

const siteSchema = new Schema<SiteDocument>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    operator: { type: String, required: true },
    status: { type: String, enum: SITE_STATUSES, required: true },
    latitude: { type: Number, required: true },
    longitude: { type: Number, required: true },
    powerCapWatts: { type: Number, required: true },
    pue: { type: Number, required: true },
    activePowerWatts: { type: Number, required: true },
    busyPowerWatts: { type: Number, required: true },
    powerLimitWatts: { type: Number, default: null },
    tenants: { type: [String], required: true },
    provenance: { type: provenanceSchema, required: true },
  },
  { collection: "sites", versionKey: false, autoIndex: false, autoCreate: false },
);
siteSchema.index({ tenants: 1, name: 1 });
siteSchema.index({ name: 1, _id: 1 });
siteSchema.index({ powerLimitWatts: 1 });

/** The sites of sites' database. @param sites a connection to that database */
export function siteModel(sites: Connection): Model<SiteDocument> {
  return sites.model<SiteDocument>("Site", siteSchema);
}

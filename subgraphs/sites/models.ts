/** What sites keeps: halls and power feeds of its own, and the published sites, racks and maintenance windows. */

import { type Model, Schema } from "mongoose";
import type { Databases } from "../kit/database.ts";
import { type IdempotencyDocument, idempotencyModel } from "../kit/idempotency.ts";
import { type MaintenanceWindowDocument, maintenanceWindowModel } from "../kit/published/maintenance-window.ts";
import { type Provenance, provenanceSchema } from "../kit/published/provenance.ts";
import { type RackDocument, rackModel } from "../kit/published/rack.ts";
import { type SiteDocument, siteModel } from "../kit/published/site.ts";

export const POWER_FEED_ROLES = ["PRIMARY", "REDUNDANT"] as const;

/** A room. `site` is a slug; only its tenants see it. */
export interface HallDocument {
  readonly _id: string;
  readonly site: string;
  readonly name: string;
  readonly tenants: readonly string[];
  readonly provenance: Provenance;
}

/** A supply of power to a hall; the hall's tenants see it. */
export interface PowerFeedDocument {
  readonly _id: string;
  readonly hall: string;
  readonly name: string;
  readonly role: (typeof POWER_FEED_ROLES)[number];
  readonly voltageVolts: number;
  readonly amperageAmps: number;
  /** A ratio from 0 to 1. */
  readonly maxUtilisation: number;
  readonly tenants: readonly string[];
  readonly provenance: Provenance;
}

const hallSchema = new Schema<HallDocument>(
  {
    _id: { type: String, required: true },
    site: { type: String, required: true },
    name: { type: String, required: true },
    tenants: { type: [String], required: true },
    provenance: { type: provenanceSchema, required: true },
  },
  { collection: "halls", versionKey: false, autoIndex: false, autoCreate: false },
);
hallSchema.index({ site: 1, name: 1 });

const powerFeedSchema = new Schema<PowerFeedDocument>(
  {
    _id: { type: String, required: true },
    hall: { type: String, required: true },
    name: { type: String, required: true },
    role: { type: String, enum: POWER_FEED_ROLES, required: true },
    voltageVolts: { type: Number, required: true },
    amperageAmps: { type: Number, required: true },
    maxUtilisation: { type: Number, required: true },
    tenants: { type: [String], required: true },
    provenance: { type: provenanceSchema, required: true },
  },
  { collection: "powerFeeds", versionKey: false, autoIndex: false, autoCreate: false },
);
powerFeedSchema.index({ hall: 1, name: 1 });

/** Every model of sites' database. */
export interface SitesModels {
  readonly sites: Model<SiteDocument>;
  readonly halls: Model<HallDocument>;
  readonly powerFeeds: Model<PowerFeedDocument>;
  readonly racks: Model<RackDocument>;
  readonly maintenanceWindows: Model<MaintenanceWindowDocument>;
  readonly idempotency: Model<IdempotencyDocument>;
}

/** The models of sites. */
export function sitesModels({ sites }: Pick<Databases, "sites">): SitesModels {
  return {
    sites: siteModel(sites),
    halls: sites.model<HallDocument>("Hall", hallSchema),
    powerFeeds: sites.model<PowerFeedDocument>("PowerFeed", powerFeedSchema),
    racks: rackModel(sites),
    maintenanceWindows: maintenanceWindowModel(sites),
    idempotency: idempotencyModel(sites),
  };
}

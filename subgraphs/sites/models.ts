/** What sites keeps: sites, halls, power feeds, racks and maintenance windows. */

import { type Model, Schema } from "mongoose";
import type { Databases } from "../kit/database.ts";
import { type Provenance, provenanceSchema } from "../kit/published/provenance.ts";

export const SITE_STATUSES = ["PLANNED", "STAGING", "ACTIVE", "DECOMMISSIONING", "RETIRED"] as const;
export const POWER_FEED_ROLES = ["PRIMARY", "REDUNDANT"] as const;
export const RACK_STATUSES = ["RESERVED", "AVAILABLE", "PLANNED", "ACTIVE", "DEPRECATED"] as const;
export const COOLINGS = ["AIR", "DLC", "HYBRID"] as const;

/** A data centre. `_id` is its slug. */
export interface SiteDocument {
  readonly _id: string;
  readonly name: string;
  readonly operator: string;
  readonly status: (typeof SITE_STATUSES)[number];
  /** Degrees north. */
  readonly latitude: number;
  /** Degrees east. */
  readonly longitude: number;
  readonly powerCapWatts: number;
  readonly pue: number;
  /** Slugs of the partners that have, or will have, GPUs here. Only they see the site. */
  readonly tenants: readonly string[];
  readonly provenance: Provenance;
}

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

/** A rack, for one partner. Site and partner are slugs, hall is the hall's `_id`. */
export interface RackDocument {
  readonly _id: string;
  readonly name: string;
  readonly hall: string;
  readonly site: string;
  readonly partner: string;
  readonly status: (typeof RACK_STATUSES)[number];
  readonly powerCapWatts: number;
  readonly cooling: (typeof COOLINGS)[number];
  readonly provenance: Provenance;
}

/** A planned work; the tenants that it concerns see it. */
export interface MaintenanceWindowDocument {
  readonly _id: string;
  readonly site: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly reason: string;
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
    tenants: { type: [String], required: true },
    provenance: { type: provenanceSchema, required: true },
  },
  { collection: "sites", versionKey: false, autoIndex: false, autoCreate: false },
);
siteSchema.index({ tenants: 1, name: 1 });

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

const rackSchema = new Schema<RackDocument>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    hall: { type: String, required: true },
    site: { type: String, required: true },
    partner: { type: String, required: true },
    status: { type: String, enum: RACK_STATUSES, required: true },
    powerCapWatts: { type: Number, required: true },
    cooling: { type: String, enum: COOLINGS, required: true },
    provenance: { type: provenanceSchema, required: true },
  },
  { collection: "racks", versionKey: false, autoIndex: false, autoCreate: false },
);
rackSchema.index({ site: 1, name: 1, _id: 1 });
rackSchema.index({ partner: 1, site: 1, name: 1, _id: 1 });

const maintenanceWindowSchema = new Schema<MaintenanceWindowDocument>(
  {
    _id: { type: String, required: true },
    site: { type: String, required: true },
    startsAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
    reason: { type: String, required: true },
    tenants: { type: [String], required: true },
    provenance: { type: provenanceSchema, required: true },
  },
  { collection: "maintenanceWindows", versionKey: false, autoIndex: false, autoCreate: false },
);
maintenanceWindowSchema.index({ site: 1, startsAt: 1 });

/** Every model of sites' database. */
export interface SitesModels {
  readonly sites: Model<SiteDocument>;
  readonly halls: Model<HallDocument>;
  readonly powerFeeds: Model<PowerFeedDocument>;
  readonly racks: Model<RackDocument>;
  readonly maintenanceWindows: Model<MaintenanceWindowDocument>;
}

/** The models of sites. */
export function sitesModels({ sites }: Pick<Databases, "sites">): SitesModels {
  return {
    sites: sites.model<SiteDocument>("Site", siteSchema),
    halls: sites.model<HallDocument>("Hall", hallSchema),
    powerFeeds: sites.model<PowerFeedDocument>("PowerFeed", powerFeedSchema),
    racks: sites.model<RackDocument>("Rack", rackSchema),
    maintenanceWindows: sites.model<MaintenanceWindowDocument>("MaintenanceWindow", maintenanceWindowSchema),
  };
}

/** Batched reads of sites, for one call. */

import type DataLoader from "dataloader";
import { type Viewer, viewerFilter } from "../kit/identity.ts";
import { byId, byParent, grouped } from "../kit/loaders.ts";
import type { MaintenanceWindowDocument } from "../kit/published/maintenance-window.ts";
import type { RackDocument } from "../kit/published/rack.ts";
import type { SiteDocument } from "../kit/published/site.ts";
import type { HallDocument, PowerFeedDocument, SitesModels } from "./models.ts";

/** The loaders of one call: they see what its viewer may see. */
export interface Loaders {
  readonly site: DataLoader<string, SiteDocument | null>;
  readonly hall: DataLoader<string, HallDocument | null>;
  readonly powerFeed: DataLoader<string, PowerFeedDocument | null>;
  readonly rack: DataLoader<string, RackDocument | null>;
  readonly maintenanceWindow: DataLoader<string, MaintenanceWindowDocument | null>;
  readonly hallsOfSite: DataLoader<string, HallDocument[]>;
  readonly powerFeedsOfHall: DataLoader<string, PowerFeedDocument[]>;
  readonly maintenanceWindowsOfSite: DataLoader<string, MaintenanceWindowDocument[]>;
  readonly sitesOfPartner: DataLoader<string, SiteDocument[]>;
}

/** @throws GraphQLError FORBIDDEN for a viewer that sees nothing */
export function createLoaders(models: SitesModels, viewer: Viewer): Loaders {
  const tenant = viewerFilter(viewer, "tenants");
  return {
    site: byId(models.sites, tenant),
    hall: byId(models.halls, tenant),
    powerFeed: byId(models.powerFeeds, tenant),
    rack: byId(models.racks, viewerFilter(viewer)),
    maintenanceWindow: byId(models.maintenanceWindows, tenant),
    hallsOfSite: byParent(models.halls, tenant, "site", { name: 1, _id: 1 }),
    powerFeedsOfHall: byParent(models.powerFeeds, tenant, "hall", { name: 1, _id: 1 }),
    maintenanceWindowsOfSite: byParent(models.maintenanceWindows, tenant, "site", { startsAt: 1, _id: 1 }),
    sitesOfPartner: grouped(async (partners) => {
      const sites = await models.sites
        .find({ $and: [tenant, { tenants: { $in: [...partners] } }] })
        .sort({ name: 1, _id: 1 })
        .lean<SiteDocument[]>();
      return sites.flatMap((site) => site.tenants.map((partner) => [partner, site] as const));
    }),
  };
}

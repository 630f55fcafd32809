/** Resolvers of sites: what a viewer does not see is as if it were not there. */

import { invariant } from "../kit/errors.ts";
import { viewerFilter } from "../kit/identity.ts";
import { encodeId, reference } from "../kit/ids.ts";
import type { SiteDocument } from "../kit/published/site.ts";
import { keyOf, loadEntity, partnerReference } from "../kit/references.ts";
import { scalars } from "../kit/scalars.ts";
import type { Resolvers } from "./generated.ts";
import { racksOfSite } from "./lists.ts";
import { cancelMaintenance, planMaintenance } from "./maintenance-windows.ts";
import { setPowerCap, setPowerLimit } from "./power.ts";
import { changeRackStatus, changeSiteStatus } from "./statuses.ts";

/** The resolver map of `schema/sites.graphql`. */
export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    sites: (_, { filter }, { models, viewer }) =>
      models.sites
        .find({ ...viewerFilter(viewer, "tenants"), ...(filter?.status ? { status: filter.status } : {}) })
        .sort({ name: 1, _id: 1 })
        .lean<SiteDocument[]>()
        .exec(),
    site: (_, { slug }, context) => context.loaders().site.load(slug),
  },
  Mutation: {
    planMaintenance,
    cancelMaintenance,
    setPowerCap,
    setPowerLimit,
    changeSiteStatus,
    changeRackStatus,
  },
  Site: {
    __resolveReference: (entity, context) => loadEntity("Site", entity, context.loaders().site),
    id: ({ _id }) => encodeId("Site", _id),
    slug: ({ _id }) => _id,
    halls: ({ _id }, _, context) => context.loaders().hallsOfSite.load(_id),
    racks: ({ _id }, args, context) => racksOfSite(context, _id, args),
    maintenanceWindows: ({ _id }, _, context) => context.loaders().maintenanceWindowsOfSite.load(_id),
  },
  Hall: {
    __resolveReference: (entity, context) => loadEntity("Hall", entity, context.loaders().hall),
    id: ({ _id }) => encodeId("Hall", _id),
    site: async ({ site }, _, context) => present(await context.loaders().site.load(site)),
    powerFeeds: ({ _id }, _, context) => context.loaders().powerFeedsOfHall.load(_id),
  },
  PowerFeed: {
    __resolveReference: (entity, context) => loadEntity("PowerFeed", entity, context.loaders().powerFeed),
    id: ({ _id }) => encodeId("PowerFeed", _id),
  },
  Rack: {
    __resolveReference: (entity, context) => loadEntity("Rack", entity, context.loaders().rack),
    id: ({ _id }) => encodeId("Rack", _id),
    hall: async ({ hall }, _, context) => present(await context.loaders().hall.load(hall)),
    site: async ({ site }, _, context) => present(await context.loaders().site.load(site)),
    partner: ({ partner }) => reference("Partner", partner),
  },
  MaintenanceWindow: {
    __resolveReference: (entity, context) =>
      loadEntity("MaintenanceWindow", entity, context.loaders().maintenanceWindow),
    id: ({ _id }) => encodeId("MaintenanceWindow", _id),
    site: async ({ site }, _, context) => present(await context.loaders().site.load(site)),
    racks: async ({ racks }, _, context) => {
      const found = await Promise.all(racks.map((rack) => context.loaders().rack.load(rack)));
      return found.filter((rack) => rack !== null);
    },
  },
  Partner: {
    __resolveReference: (entity, { viewer }) => partnerReference(viewer, entity),
    sites: (entity, _, context) => context.loaders().sitesOfPartner.load(keyOf("Partner", entity)),
  },
};

/** Who may see a part may see the whole that it belongs to: the tenants of both are kept the same. */
function present<T>(document: T | null): T {
  invariant(document !== null, "what a record belongs to is there");
  return document;
}

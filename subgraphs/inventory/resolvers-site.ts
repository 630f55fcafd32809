/** Resolvers of what inventory adds to sites: nodes, active GPUs, and the power that is left. */

import { invariant } from "../kit/errors.ts";
import { viewerFilter } from "../kit/identity.ts";
import type { EntityReference } from "../kit/ids.ts";
import { keyedReference, keyOf } from "../kit/references.ts";
import type { Context } from "./context.ts";
import type { SiteResolvers } from "./generated.ts";
import { gpuModel } from "./gpu-model.ts";
import { listNodes } from "./lists.ts";
import { gpusThatFit, powerHeadroomWatts } from "./site-load.ts";

/** A site as other subgraphs name it; cap and PUE are there where a field requires them. */
export interface SiteReference extends EntityReference<"Site"> {
  readonly powerCapWatts?: number;
  readonly pue?: number;
}

export const siteResolvers: SiteResolvers = {
  __resolveReference: (representation) => {
    const site = keyedReference("Site", representation);
    const { powerCapWatts, pue } = representation as Partial<SiteReference>;
    if (site === null || powerCapWatts === undefined || pue === undefined) return site;
    return { ...site, powerCapWatts, pue };
  },
  nodes: (site, args, context) => listNodes(context, args, { site: keyOf("Site", site) }),
  activeGpus: (site, _, context) => context.loaders().activeGpusOfSite.load(keyOf("Site", site)),
  ratedPowerWatts: async (site, _, context) =>
    (await context.loaders().loadOfSite.load(keyOf("Site", site))).ratedPowerWatts,
  powerHeadroomWatts: async (site, _, context) => await headroom(site, context),
  gpusThatFit: async (site, { model }, context) => {
    const headroomWatts = await headroom(site, context);
    return headroomWatts === null
      ? null
      : gpusThatFit(headroomWatts, gpuModel(model).ratedPowerWatts, limits(site).pue);
  },
};

/** Power left, in watts; null for a partner where it would tell what another partner has. */
async function headroom(site: SiteReference, context: Context): Promise<number | null> {
  const { partner } = viewerFilter(context.viewer);
  const load = await context.loaders().wholeLoadOfSite.load(keyOf("Site", site));
  if (partner !== undefined && load.partners.some((tenant) => tenant !== partner)) return null;
  return powerHeadroomWatts(limits(site), load);
}

function limits({ powerCapWatts, pue }: SiteReference): { readonly powerCapWatts: number; readonly pue: number } {
  invariant(powerCapWatts !== undefined && pue !== undefined, "the gateway sends the fields that a field requires");
  return { powerCapWatts, pue };
}

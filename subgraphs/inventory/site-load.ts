/** What the nodes and GPUs at a site add up to, and how much more its power carries. */

import type { Model } from "mongoose";
import type { ViewerFilter } from "../kit/identity.ts";
import type { NodeDocument } from "../kit/published/node.ts";
import type { GpuDocument } from "./models.ts";

/** The nodes at one site, added up. */
export interface SiteLoad {
  /** Rated power of the nodes that are switched on, without cooling. */
  readonly ratedPowerWatts: number;
  /** Slugs of the partners whose nodes they are. */
  readonly partners: readonly string[];
}

export const EMPTY_SITE: SiteLoad = { ratedPowerWatts: 0, partners: [] };

/** The load of sites, by slug; those without nodes are absent. */
export async function loadOfSites(
  nodes: Model<NodeDocument>,
  viewer: ViewerFilter,
  sites: readonly string[],
): Promise<ReadonlyMap<string, SiteLoad>> {
  const rows = await nodes.aggregate<SiteLoad & { readonly _id: string }>([
    { $match: { $and: [viewer, { site: { $in: [...sites] }, gpus: { $ne: [] } }] } },
    {
      $group: { _id: "$site", ratedPowerWatts: { $sum: "$ratedPowerWatts" }, partners: { $addToSet: "$partner" } },
    },
  ]);
  return new Map(rows.map(({ _id, ratedPowerWatts, partners }) => [_id, { ratedPowerWatts, partners }]));
}

/** Active GPUs at sites, by slug; those without any are absent. */
export async function activeGpusOfSites(
  gpus: Model<GpuDocument>,
  viewer: ViewerFilter,
  sites: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await gpus.aggregate<{ readonly _id: string; readonly count: number }>([
    { $match: { $and: [viewer, { site: { $in: [...sites] }, lifecycle: "ACTIVE" }] } },
    { $group: { _id: "$site", count: { $sum: 1 } } },
  ]);
  return new Map(rows.map(({ _id, count }) => [_id, count]));
}

/** Power that a site has left for more nodes, in watts, cooling included; below 0 when it has too many. */
export function powerHeadroomWatts(
  site: { readonly powerCapWatts: number; readonly pue: number },
  load: SiteLoad,
): number {
  return site.powerCapWatts - load.ratedPowerWatts * site.pue;
}

/** How many GPUs of a rated power, share of the server included, a headroom carries. */
export function gpusThatFit(headroomWatts: number, gpuPowerWatts: number, pue: number): number {
  return Math.max(0, Math.floor(headroomWatts / (gpuPowerWatts * pue)));
}

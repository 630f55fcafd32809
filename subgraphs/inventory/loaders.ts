/** Batched reads of inventory, for one call. */

import DataLoader from "dataloader";
import { type Viewer, viewerFilter } from "../kit/identity.ts";
import { byId, byParent } from "../kit/loaders.ts";
import type { NodeDocument } from "../kit/published/node.ts";
import type { DeliveryDocument, GpuDocument, InventoryModels } from "./models.ts";
import { NO_STOCK, type StockCount, stockByPartner } from "./stock.ts";
import { EMPTY_SITE, type SiteLoad, loadOfSites, activeGpusOfSites } from "./site-load.ts";

/** The loaders of one call: they see what its viewer may see. */
export interface Loaders {
  readonly node: DataLoader<string, NodeDocument | null>;
  readonly gpu: DataLoader<string, GpuDocument | null>;
  readonly delivery: DataLoader<string, DeliveryDocument | null>;
  readonly gpusOfNode: DataLoader<string, GpuDocument[]>;
  readonly nodesOfRack: DataLoader<string, NodeDocument[]>;
  readonly stockOfPartner: DataLoader<string, StockCount>;
  /** Active GPUs at a site. */
  readonly activeGpusOfSite: DataLoader<string, number>;
  readonly loadOfSite: DataLoader<string, SiteLoad>;
  /** What everybody's nodes at a site are rated for: only for sums, and never shown to a partner that shares the site. */
  readonly wholeLoadOfSite: DataLoader<string, SiteLoad>;
}

/** @throws GraphQLError FORBIDDEN for a viewer that sees nothing */
export function createLoaders(models: InventoryModels, viewer: Viewer): Loaders {
  const own = viewerFilter(viewer);
  return {
    node: byId(models.nodes, own),
    gpu: byId(models.gpus, own),
    delivery: byId(models.deliveries, own),
    gpusOfNode: byParent(models.gpus, own, "node", { slot: 1 }),
    nodesOfRack: byParent(models.nodes, own, "rack", { _id: 1 }),
    stockOfPartner: batched((partners) => stockByPartner(models.stock, own, partners), NO_STOCK),
    activeGpusOfSite: batched((sites) => activeGpusOfSites(models.gpus, own, sites), 0),
    loadOfSite: batched((sites) => loadOfSites(models.nodes, own, sites), EMPTY_SITE),
    wholeLoadOfSite: batched((sites) => loadOfSites(models.nodes, {}, sites), EMPTY_SITE),
  };
}

function batched<T>(
  read: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  absent: T,
): DataLoader<string, T> {
  return new DataLoader(async (keys) => {
    const found = await read(keys);
    return keys.map((key) => found.get(key) ?? absent);
  });
}

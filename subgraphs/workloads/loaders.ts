/** Batched reads of one call: many fields that ask for one thing each become one query, which carries the viewer's filter. */

import DataLoader from "dataloader";
import type { ViewerFilter } from "../kit/identity.ts";
import { byId, grouped } from "../kit/loaders.ts";
import type { PlacementDocument } from "../kit/published/placement.ts";
import type { ProjectUsageDocument } from "../kit/published/usage.ts";
import type { Services } from "./context.ts";
import type { WorkloadDocument } from "./models.ts";
import type { SeriesBudget } from "./series-budget.ts";
import type { Dimension, Item } from "./telemetry/frame.ts";
import type { NodeScrape } from "./telemetry/node-status.ts";
import type { GpuSample } from "./telemetry/samples.ts";
import { emptyItem, keyIn } from "./utilisation.ts";

export interface Loaders {
  readonly workloadById: DataLoader<string, WorkloadDocument | null>;
  /** What is held of a node, by its host name. */
  readonly placementsByNode: DataLoader<string, PlacementDocument[]>;
  /** What holds a GPU, by its uuid. */
  readonly placementsByGpu: DataLoader<string, PlacementDocument[]>;
  /** GPUs that the workloads of a project hold. */
  readonly gpusInUseByProject: DataLoader<string, number>;
  /** GPUs that the workloads of a partner hold. */
  readonly gpusInUseByPartner: DataLoader<string, number>;
  readonly scrapeByNode: DataLoader<string, NodeScrape>;
  /** What a GPU reported since so many milliseconds ago. */
  readonly samplesOfGpu: DataLoader<SamplesKey, readonly GpuSample[], string>;
  /** Where the raw store has a GPU. */
  readonly placesOfGpu: DataLoader<string, readonly string[]>;
  /** Utilisation now of one partner, site, project or workload. */
  readonly utilisationBy: Readonly<Record<Exclude<Dimension, "MODEL">, DataLoader<string, Item>>>;
}

interface SamplesKey {
  readonly uuid: string;
  readonly sinceMs: number;
}

/**
 * Makes the loaders of one call.
 * @param services with the budget of the call
 * @param filter goes into every query
 * @param viewerPartner the same for the live state and the telemetry
 */
export function createLoaders(
  services: Pick<Services, "stores" | "liveState" | "nodeStatus" | "samples"> & { readonly seriesBudget: SeriesBudget },
  filter: ViewerFilter,
  viewerPartner: string | null,
): Loaders {
  const { workloads, placements, projectUsage } = services.stores;
  const utilisation = (dimension: Dimension): DataLoader<string, Item> =>
    new DataLoader((keys) => Promise.resolve(utilisationOf(services, viewerPartner, dimension, keys)));
  return {
    workloadById: byId(workloads, filter),
    placementsByNode: grouped(async (nodes) => {
      const found = await placements.find({ ...filter, node: { $in: [...nodes] } }).lean();
      return found.map((placement) => [placement.node, placement]);
    }),
    placementsByGpu: grouped(async (uuids) => {
      const found = await placements.find({ ...filter, gpus: { $in: [...uuids] } }).lean();
      return found.flatMap((placement) => placement.gpus.map((uuid) => [uuid, placement] as const));
    }),
    gpusInUseByProject: sums(projectUsage, filter, "_id"),
    gpusInUseByPartner: sums(projectUsage, filter, "partner"),
    scrapeByNode: new DataLoader(async (hostnames) => {
      const scrapes = await services.nodeStatus.nodeStatus(hostnames, viewerPartner);
      return hostnames.map((hostname) => scrapes.get(hostname) ?? { lastScrapedAt: null, stale: true });
    }),
    samplesOfGpu: samplesLoader(services, viewerPartner),
    placesOfGpu: new DataLoader(async (uuids) => {
      const places = await services.samples.placesOfGpus(uuids, viewerPartner);
      return uuids.map((uuid) => places.get(uuid) ?? []);
    }),
    utilisationBy: {
      PARTNER: utilisation("PARTNER"),
      SITE: utilisation("SITE"),
      PROJECT: utilisation("PROJECT"),
      WORKLOAD: utilisation("WORKLOAD"),
    },
  };
}

/** Fields that ask for the same length of time are read together. */
function samplesLoader(
  { samples, seriesBudget }: Pick<Services, "samples"> & { readonly seriesBudget: SeriesBudget },
  viewerPartner: string | null,
): DataLoader<SamplesKey, readonly GpuSample[], string> {
  const take = (count: number): void => seriesBudget.takeSamples(count);
  return new DataLoader<SamplesKey, readonly GpuSample[], string>(
    async (keys) => {
      const bySince = new Map<number, ReadonlyMap<string, readonly GpuSample[]>>();
      for (const sinceMs of new Set(keys.map((key) => key.sinceMs))) {
        const uuids = keys.filter((key) => key.sinceMs === sinceMs).map(({ uuid }) => uuid);
        bySince.set(sinceMs, await samples.samplesOfGpus(uuids, sinceMs, viewerPartner, take));
      }
      return keys.map(({ uuid, sinceMs }) => bySince.get(sinceMs)?.get(uuid) ?? []);
    },
    { cacheKeyFn: ({ uuid, sinceMs }) => `${sinceMs}/${uuid}` },
  );
}

/** GPUs in use by a field of the projects' usages, in one aggregate. */
function sums(
  usage: Services["stores"]["projectUsage"],
  filter: ViewerFilter,
  field: keyof ProjectUsageDocument & ("_id" | "partner"),
): DataLoader<string, number> {
  return new DataLoader(async (keys) => {
    const rows = await usage.aggregate<{ _id: string; gpusInUse: number }>([
      { $match: { $and: [filter, { [field]: { $in: [...keys] } }] } },
      { $group: { _id: `$${field}`, gpusInUse: { $sum: "$gpusInUse" } } },
    ]);
    const found = new Map(rows.map(({ _id, gpusInUse }) => [_id, gpusInUse]));
    return keys.map((key) => found.get(key) ?? 0);
  });
}

/** One group's utilisation from a narrow question; that of many from one question about all groups. */
function utilisationOf(
  { liveState }: Pick<Services, "liveState">,
  viewerPartner: string | null,
  dimension: Dimension,
  keys: readonly string[],
): Item[] {
  const [only] = keys;
  const filter = keys.length === 1 && only !== undefined ? keyIn(dimension, only) : {};
  const { items } = liveState.current({ viewerPartner, filter, groupBy: [dimension] });
  const field = dimension.toLowerCase() as Lowercase<Dimension>;
  const found = new Map(items.map((item) => [item[field], item]));
  return keys.map((key) => found.get(key) ?? emptyItem(dimension, key));
}

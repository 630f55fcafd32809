/**
 * Resolvers of what workloads adds to entities of other subgraphs. Whether such an entity exists is known there; here, one
 * that does not exist, or that the viewer may not see, has no workloads and no GPUs.
 */

import { badUserInput, invariant } from "../kit/errors.ts";
import { decodeId, type EntityReference, type EntityType, FLEET_KEY, reference } from "../kit/ids.ts";
import type {
  FleetResolvers,
  GpuResolvers,
  NodeResolvers,
  PartnerResolvers,
  ProjectResolvers,
  SiteResolvers,
} from "./generated.ts";
import type { Context } from "./context.ts";
import { workloadPage } from "./resolve-workload.ts";
import { type GearQuery, readGpuSeries, readNodeSeries } from "./telemetry/series/read-gear.ts";
import { DAY_MS } from "./telemetry/tiers/tiers.ts";

const MAX_SAMPLES_MS = 48 * 3_600_000;
const DEFAULT_SAMPLES_MS = 3_600_000;
const MAX_NODE_MS = 14 * DAY_MS;
const MAX_GPU_MS = 90 * DAY_MS;

/** What a partner's workloads hold and do. */
export const Partner: PartnerResolvers = {
  __resolveReference: (entity) => known("Partner", entity),
  placed: async (partner, _args, context) => await context.loaders().gpusInUseByPartner.load(keyOf("Partner", partner)),
  workloads: async (partner, args, context) =>
    await workloadPage(context, "Partner.workloads", { partner: keyOf("Partner", partner) }, args),
  utilisation: async (partner, _args, context) =>
    await context.loaders().utilisationBy.PARTNER.load(keyOf("Partner", partner)),
};

/** What the GPUs at a site do. */
export const Site: SiteResolvers = {
  __resolveReference: (entity) => known("Site", entity),
  utilisation: async (site, _args, context) => await context.loaders().utilisationBy.SITE.load(keyOf("Site", site)),
  powerDrawWatts: async (site, _args, context) =>
    (await context.loaders().utilisationBy.SITE.load(keyOf("Site", site))).powerWatts,
  staleNodes: async (site, _args, context) => {
    const hostnames = await context.nodeStatus.staleNodes(keyOf("Site", site), context.viewerPartner());
    return hostnames.map((hostname) => reference("Node", hostname));
  },
};

/** What a project's workloads hold and do. */
export const Project: ProjectResolvers = {
  __resolveReference: (entity) => known("Project", entity),
  workloads: async (project, args, context) =>
    await workloadPage(context, "Project.workloads", { project: keyOf("Project", project) }, args),
  gpusInUse: async (project, _args, context) =>
    await context.loaders().gpusInUseByProject.load(keyOf("Project", project)),
  utilisation: async (project, _args, context) =>
    await context.loaders().utilisationBy.PROJECT.load(keyOf("Project", project)),
};

/** What runs on a node, and whether it answers. */
export const Node: NodeResolvers = {
  __resolveReference: (entity) => known("Node", entity),
  workloads: async (node, _args, context) => {
    const placements = await context.loaders().placementsByNode.load(keyOf("Node", node));
    const ids = placements.map(({ workload }) => workload).sort();
    const found = await Promise.all(ids.map(async (id) => await context.loaders().workloadById.load(id)));
    return found.filter((workload) => workload !== null);
  },
  lastScrapedAt: async (node, _args, context) =>
    (await context.loaders().scrapeByNode.load(keyOf("Node", node))).lastScrapedAt,
  stale: async (node, _args, context) => (await context.loaders().scrapeByNode.load(keyOf("Node", node))).stale,
  utilisationSeries: async (node, args, context) => {
    const { tiers, widths } = context.telemetry;
    const query = gearQuery(keyOf("Node", node), args, context, {
      mostMs: MAX_NODE_MS,
      lastMs: DAY_MS,
      widthMs: widths.nodeMs,
    });
    await context.seriesBudget.settled();
    return await readNodeSeries(tiers, query, widths);
  },
};

/** What holds a GPU, and what it reported. */
export const Gpu: GpuResolvers = {
  __resolveReference: (entity) => known("Gpu", entity),
  workload: async (gpu, _args, context) => {
    const [placement] = await context.loaders().placementsByGpu.load(keyOf("Gpu", gpu));
    return placement === undefined ? null : await context.loaders().workloadById.load(placement.workload);
  },
  samples: async (gpu, { last }, context) => {
    const sinceMs = last ?? DEFAULT_SAMPLES_MS;
    if (sinceMs < 1 || sinceMs > MAX_SAMPLES_MS) throw badUserInput("`last` must be from 1ms to 48h.");
    return [...(await context.loaders().samplesOfGpu.load({ uuid: keyOf("Gpu", gpu), sinceMs }))];
  },
  utilisationSeries: async (gpu, args, context) => {
    const { tiers, widths } = context.telemetry;
    const query = gearQuery(keyOf("Gpu", gpu), args, context, {
      mostMs: MAX_GPU_MS,
      lastMs: 7 * DAY_MS,
      widthMs: widths.coarseMs,
    });
    await context.seriesBudget.settled();
    return await readGpuSeries(tiers, query, await context.loaders().placesOfGpu.load(query.key), widths);
  },
};

/** Sums over the fleet that the viewer may see. */
export const Fleet: FleetResolvers = {
  __resolveReference: (entity) => (decodeId("Fleet", entity.id) === FLEET_KEY ? reference("Fleet", FLEET_KEY) : null),
  placed: async (_fleet, _args, context) => {
    const [sum] = await context.stores.projectUsage.aggregate<{ gpusInUse: number }>([
      { $match: context.filter() },
      // Lets the index answer alone.
      { $sort: { partner: 1, gpusInUse: 1 } },
      { $group: { _id: null, gpusInUse: { $sum: "$gpusInUse" } } },
    ]);
    return sum?.gpusInUse ?? 0;
  },
  utilisation: (_fleet, _args, context) => {
    const query = { viewerPartner: context.viewerPartner(), filter: {}, groupBy: [] };
    const [item] = context.liveState.current(query).items;
    invariant(item !== undefined, "a query without dimensions has one item");
    return item;
  },
};

/**
 * A question about one node or GPU.
 * @throws GraphQLError BAD_USER_INPUT for a time that is out of range, and a step that is no multiple of the tier's width,
 * and when the call has asked for too much
 */
function gearQuery(
  key: string,
  args: { readonly last?: number | null; readonly step?: number | null },
  context: Pick<Context, "seriesBudget" | "viewerPartner">,
  { mostMs, widthMs, ...defaults }: Readonly<Record<"mostMs" | "widthMs" | "lastMs", number>>,
): GearQuery {
  const lastMs = args.last ?? defaults.lastMs;
  const stepMs = args.step ?? widthMs;
  if (lastMs < widthMs || lastMs > mostMs) {
    throw badUserInput(`\`last\` must be from ${widthMs / 60_000}m to ${mostMs / DAY_MS}d.`);
  }
  if (stepMs < widthMs || stepMs % widthMs !== 0) {
    throw badUserInput(`\`step\` must be a multiple of ${widthMs / 60_000}m.`);
  }
  context.seriesBudget.take(lastMs, widthMs);
  return { key, partner: context.viewerPartner(), lastMs, stepMs, nowMs: Date.now() };
}

/** A reference as it came, or null when its id is no id of the type. */
function known<T extends EntityType>(type: T, { id }: { readonly id: string }): EntityReference<T> | null {
  return decodeId(type, id) === null ? null : { __typename: type, id };
}

function keyOf(type: EntityType, { id }: EntityReference): string {
  const key = decodeId(type, id);
  invariant(key !== null, `a reference to a ${type} holds an id of that type`);
  return key;
}

/** Which nodes a workload may use: by their status, and by the power limits that are set on sites and racks. */

import type { ClientSession, Model } from "mongoose";
import { invariant } from "../kit/errors.ts";
import { GPU_MODELS } from "../kit/gpu-models.ts";
import type { PowerShortage, PowerStores } from "../kit/power.ts";
import { type NodeDocument, SCHEDULABLE_STATUSES } from "../kit/published/node.ts";
import type { WorkloadDocument } from "./models.ts";

/** What the limits close to one workload. */
export interface PowerLimits {
  /** Sites whose limit does not carry all of the workload. */
  readonly closedSites: ReadonlySet<string>;
  /** Nodes beyond what the limits of their racks carry. */
  readonly closedNodes: readonly string[];
  /** What is missing at a site. @param openGpus free GPUs there that the racks' limits leave open */
  readonly shortageAt: (site: string, openGpus: number) => PowerShortage;
}

const RATED_WATTS: ReadonlyMap<string, number> = new Map(
  Object.values(GPU_MODELS).map(({ name, ratedPowerWatts }) => [name, ratedPowerWatts]),
);

/** Reads the limits from the snapshot. A placement writes the sites and racks that it uses, so a limit that changes conflicts. */
export async function readPowerLimits(
  stores: PowerStores & { readonly nodes: Model<NodeDocument> },
  session: ClientSession,
  workload: WorkloadDocument,
): Promise<PowerLimits> {
  const gpuWatts = RATED_WATTS.get(workload.model);
  invariant(gpuWatts !== undefined, `${workload.model} is a model of GPU`);
  const watts = gpuWatts * workload.gpuCount;
  const shortages = new Map<string, PowerShortage>();
  const limited = await stores.sites.find({ powerLimitWatts: { $ne: null } }, null, { session }).lean();
  for (const { _id, pue, busyPowerWatts, powerLimitWatts } of limited) {
    const headroomWatts = (powerLimitWatts ?? 0) - busyPowerWatts * pue;
    const neededWatts = watts * pue;
    if (neededWatts > headroomWatts) shortages.set(_id, { of: `site ${_id}`, neededWatts, headroomWatts });
  }
  return {
    closedSites: new Set(shortages.keys()),
    closedNodes: await nodesBeyondLimits(stores, session, workload, gpuWatts),
    shortageAt: (site, openGpus) =>
      shortages.get(site) ?? {
        of: `the racks of site ${site}`,
        neededWatts: watts,
        headroomWatts: openGpus * gpuWatts,
      },
  };
}

/** Nodes that may take some of a workload (invariant 6). */
export function schedulable(workload: WorkloadDocument) {
  return {
    partner: workload.partner,
    model: workload.model,
    status: { $in: [...SCHEDULABLE_STATUSES] },
    freeGpus: { $gt: 0 },
    ...(workload.wantedSite === null ? {} : { site: workload.wantedSite }),
  };
}

/** In each rack with a limit: the nodes that are left when its headroom is given to those that come first by name. */
async function nodesBeyondLimits(
  { racks, nodes }: PowerStores & { readonly nodes: Model<NodeDocument> },
  session: ClientSession,
  workload: WorkloadDocument,
  gpuWatts: number,
): Promise<string[]> {
  const { partner } = workload;
  const limited = await racks.find({ partner, powerLimitWatts: { $ne: null } }, null, { session }).lean();
  const beyond: string[] = [];
  for (const { _id, busyPowerWatts, powerLimitWatts } of limited) {
    let headroomWatts = (powerLimitWatts ?? 0) - busyPowerWatts;
    const there = nodes.find({ ...schedulable(workload), rack: _id }, { freeGpus: 1 }, { session, sort: { _id: 1 } });
    for (const { _id: node, freeGpus } of await there.lean<Pick<NodeDocument, "_id" | "freeGpus">[]>()) {
      const neededWatts = freeGpus * gpuWatts;
      if (neededWatts > headroomWatts) beyond.push(node);
      else headroomWatts -= neededWatts;
    }
  }
  return beyond;
}

/** Claims the GPUs of nodes for a workload and frees them again, inside a placement's transaction. */

import type { ClientSession, Model } from "mongoose";
import { invariant } from "../kit/errors.ts";
import { addBusyPower, dropBusyPower, type PowerShortage, type PowerStores } from "../kit/power.ts";
import { GPUS_PER_NODE, type NodeDocument } from "../kit/published/node.ts";
import { NODE_MACHINE } from "../kit/published/node-states.ts";
import type { PlacementDocument } from "../kit/published/placement.ts";
import { stateAfter, statesBefore } from "../kit/state-machine.ts";
import { chooseGang, type FreeNodes, type Gang, slotsOf, takeSlots } from "./gang.ts";
import type { WorkloadDocument } from "./models.ts";
import { readPowerLimits, schedulable } from "./power-limits.ts";

/** Where claims are made: nodes, and the power of their sites and racks. */
export interface ClaimStores extends PowerStores {
  readonly nodes: Model<NodeDocument>;
}

/** The slots that a workload takes of one node, which is as it was before. */
export interface Claim {
  readonly node: NodeDocument;
  readonly mask: number;
}

/** All GPUs of a workload at one site, or what was missing: then nothing has changed. */
export type Claimed =
  | { readonly kind: "claimed"; readonly site: string; readonly claims: readonly Claim[] }
  | { readonly kind: "no nodes"; readonly mostAtOneSite: number }
  | { readonly kind: "no power"; readonly shortage: PowerShortage };

/**
 * Claims all GPUs of a workload on nodes of its partner and model at one site, within the power limits that are set there.
 * @throws MongoServerError TransientTransactionError when another transaction touches one of the nodes meanwhile
 */
export async function claimNodes(
  stores: ClaimStores,
  session: ClientSession,
  workload: WorkloadDocument,
): Promise<Claimed> {
  const { nodes } = stores;
  const limits = await readPowerLimits(stores, session, workload);
  const wanted = { ...schedulable(workload), _id: { $nin: limits.closedNodes } };
  const free = await freeNodes(nodes, session, wanted);
  const gang = chooseGang(
    free.filter(({ site }) => !limits.closedSites.has(site)),
    workload.gpuCount,
  );
  if (gang === null) {
    const all = limits.closedNodes.length === 0 ? free : await freeNodes(nodes, session, schedulable(workload));
    const withoutLimits = chooseGang(all, workload.gpuCount);
    if (withoutLimits === null) return { kind: "no nodes", mostAtOneSite: mostAtOneSite(all) };
    const { site } = withoutLimits;
    const open = free.filter((group) => group.site === site).reduce((sum, group) => sum + gpusOf(group), 0);
    return { kind: "no power", shortage: limits.shortageAt(site, open) };
  }
  const claims = await chooseNodes(nodes, session, wanted, gang);
  const { matchedCount } = await nodes.bulkWrite(
    alike(claims).map(({ ids, allocatedMask, mask }) => ({
      updateMany: {
        filter: { _id: { $in: ids }, allocatedMask, status: { $in: statesBefore(NODE_MACHINE, { on: "allocate" }) } },
        update: {
          $set: { status: "ALLOCATED" as const, allocatedMask: allocatedMask | mask },
          $inc: { freeGpus: -slotsOf(mask).length },
        },
      },
    })),
    { session },
  );
  invariant(matchedCount === claims.length, "a node that the snapshot shows free can be claimed, or conflicts");
  const shortage = await addBusyPower(stores, session, gang.site, powerByRack(claims));
  invariant(shortage === null, "the limits are as the snapshot shows");
  return { kind: "claimed", site: gang.site, claims };
}

/** Nodes that are changed in the same way: nearly all of a large workload's, which takes whole nodes. */
interface AlikeClaims {
  readonly ids: string[];
  readonly allocatedMask: number;
  readonly mask: number;
}

function alike(claims: readonly Claim[]): readonly AlikeClaims[] {
  const groups = new Map<string, AlikeClaims>();
  for (const { node, mask } of claims) {
    const { _id, allocatedMask } = node;
    const text = `${allocatedMask}/${mask}`;
    const group = groups.get(text) ?? { ids: [], allocatedMask, mask };
    groups.set(text, group);
    group.ids.push(_id);
  }
  return [...groups.values()];
}

/** The record of one claim. @param now when the workload starts */
export function placementOf(
  workload: WorkloadDocument,
  node: NodeDocument,
  mask: number,
  now: Date,
): PlacementDocument {
  return {
    _id: `${workload._id}:${node._id}`,
    workload: workload._id,
    kind: workload.kind,
    node: node._id,
    partner: workload.partner,
    site: node.site,
    model: workload.model,
    project: workload.project,
    mask,
    gpus: slotsOf(mask).map((slot) => {
      const uuid = node.gpus[slot];
      invariant(uuid !== undefined, `node ${node._id} has a GPU in slot ${slot}`);
      return uuid;
    }),
    startedAt: now,
  };
}

/** Clears the bits of a workload's placements in their nodes, and moves on the nodes that are left empty (invariant 8). */
export async function vacate(
  stores: ClaimStores,
  session: ClientSession,
  placements: readonly PlacementDocument[],
): Promise<void> {
  const { nodes } = stores;
  const { matchedCount } = await nodes.bulkWrite(
    placements.map(({ node, mask }) => ({
      updateOne: {
        filter: { _id: node, allocatedMask: { $bitsAllSet: mask } },
        update: { $bit: { allocatedMask: { and: ~mask } }, $inc: { freeGpus: slotsOf(mask).length } },
      },
    })),
    { session },
  );
  invariant(matchedCount === placements.length, "the mask of a node holds every placement on it");
  const masks = new Map(placements.map(({ node, mask }) => [node, mask]));
  const found = await nodes.find({ _id: { $in: [...masks.keys()] } }, null, { session }).lean<NodeDocument[]>();
  await nodes.updateMany(
    { _id: { $in: [...masks.keys()] }, allocatedMask: 0, status: { $in: statesBefore(NODE_MACHINE, { on: "empty" }) } },
    [{ $set: { status: stateAfter(NODE_MACHINE, "empty", "status") } }],
    { session, updatePipeline: true },
  );
  const [first] = found;
  invariant(first !== undefined, "a placement's node exists");
  const freed = found.map((node): Claim => ({ node, mask: masks.get(node._id) ?? 0 }));
  await dropBusyPower(stores, session, first.site, powerByRack(freed));
}

/** Rated power of the slots that are claimed, by rack, in watts. */
function powerByRack(claims: readonly Claim[]): ReadonlyMap<string, number> {
  const racks = new Map<string, number>();
  for (const { node, mask } of claims) {
    const watts = (node.ratedPowerWatts / GPUS_PER_NODE) * slotsOf(mask).length;
    racks.set(node.rack, (racks.get(node.rack) ?? 0) + watts);
  }
  return racks;
}

/** How many nodes could take part of a workload, by site and free GPUs. */
async function freeNodes(nodes: Model<NodeDocument>, session: ClientSession, wanted: object): Promise<FreeNodes[]> {
  const groups = await nodes
    .aggregate<{ _id: { site: string; freeGpus: number }; nodes: number }>([
      { $match: wanted },
      { $group: { _id: { site: "$site", freeGpus: "$freeGpus" }, nodes: { $sum: 1 } } },
    ])
    .session(session);
  return groups.map(({ _id, nodes }) => ({ ..._id, nodes }));
}

function mostAtOneSite(free: readonly FreeNodes[]): number {
  const sites = new Map<string, number>();
  for (const group of free) sites.set(group.site, (sites.get(group.site) ?? 0) + gpusOf(group));
  return Math.max(0, ...sites.values());
}

function gpusOf({ nodes, freeGpus }: FreeNodes): number {
  return nodes * freeGpus;
}

/** The nodes that a gang stands for, each with the slots to take. */
async function chooseNodes(
  nodes: Model<NodeDocument>,
  session: ClientSession,
  candidatesFilter: object,
  gang: Gang,
): Promise<Claim[]> {
  const claims: Claim[] = [];
  const found = new Map<number, NodeDocument[]>();
  for (const { freeGpus, nodes: count, gpusPerNode } of gang.parts) {
    const wanted = gang.parts.reduce((sum, part) => sum + (part.freeGpus === freeGpus ? part.nodes : 0), 0);
    const candidates =
      found.get(freeGpus) ??
      (await nodes
        .find({ ...candidatesFilter, site: gang.site, freeGpus }, null, { session, sort: { _id: 1 }, limit: wanted })
        .lean<NodeDocument[]>());
    found.set(freeGpus, candidates);
    for (const node of candidates.splice(0, count)) {
      claims.push({ node, mask: takeSlots(node.allocatedMask, gpusPerNode, GPUS_PER_NODE) });
    }
  }
  return claims;
}

/** Claims the GPUs of nodes for a workload and frees them again, inside a placement's transaction. */

import type { ClientSession, Model } from "mongoose";
import { invariant } from "../kit/errors.ts";
import { GPUS_PER_NODE, type NodeDocument, SCHEDULABLE_STATUSES } from "../kit/published/node.ts";
import type { PlacementDocument } from "../kit/published/placement.ts";
import { chooseGang, type FreeNodes, type Gang, slotsOf, takeSlots } from "./gang.ts";
import type { WorkloadDocument } from "./models.ts";

/** The slots that a workload takes of one node, which is as it was before. */
export interface Claim {
  readonly node: NodeDocument;
  readonly mask: number;
}

/**
 * Claims all GPUs of a workload on nodes of its partner and model at one site, or answers null and changes nothing.
 * @throws MongoServerError TransientTransactionError when another transaction touches one of the nodes meanwhile
 */
export async function claimNodes(
  nodes: Model<NodeDocument>,
  session: ClientSession,
  workload: WorkloadDocument,
): Promise<{ readonly site: string; readonly claims: readonly Claim[] } | null> {
  const gang = chooseGang(await freeNodes(nodes, session, workload), workload.gpuCount);
  if (gang === null) return null;
  const claims = await chooseNodes(nodes, session, workload, gang);
  const { matchedCount } = await nodes.bulkWrite(
    claims.map(({ node, mask }) => ({
      updateOne: {
        filter: { _id: node._id, allocatedMask: node.allocatedMask, status: { $in: [...SCHEDULABLE_STATUSES] } },
        update: {
          $set: { status: "ALLOCATED" as const, allocatedMask: node.allocatedMask | mask },
          $inc: { freeGpus: -slotsOf(mask).length },
        },
      },
    })),
    { session },
  );
  invariant(matchedCount === claims.length, "a node that the snapshot shows free can be claimed, or conflicts");
  return { site: gang.site, claims };
}

/** How many nodes could take part of a workload, by site and free GPUs. */
async function freeNodes(
  nodes: Model<NodeDocument>,
  session: ClientSession,
  workload: WorkloadDocument,
): Promise<FreeNodes[]> {
  const groups = await nodes
    .aggregate<{ _id: { site: string; freeGpus: number }; nodes: number }>([
      { $match: schedulable(workload) },
      { $group: { _id: { site: "$site", freeGpus: "$freeGpus" }, nodes: { $sum: 1 } } },
    ])
    .session(session);
  return groups.map(({ _id, nodes }) => ({ ..._id, nodes }));
}

/** The nodes that a gang stands for, each with the slots to take. */
async function chooseNodes(
  nodes: Model<NodeDocument>,
  session: ClientSession,
  workload: WorkloadDocument,
  gang: Gang,
): Promise<Claim[]> {
  const claims: Claim[] = [];
  const found = new Map<number, NodeDocument[]>();
  for (const { freeGpus, nodes: count, gpusPerNode } of gang.parts) {
    const wanted = gang.parts.reduce((sum, part) => sum + (part.freeGpus === freeGpus ? part.nodes : 0), 0);
    const candidates =
      found.get(freeGpus) ??
      (await nodes
        .find({ ...schedulable(workload), site: gang.site, freeGpus }, null, {
          session,
          sort: { _id: 1 },
          limit: wanted,
        })
        .lean());
    found.set(freeGpus, candidates);
    for (const node of candidates.splice(0, count)) {
      claims.push({ node, mask: takeSlots(node.allocatedMask, gpusPerNode, GPUS_PER_NODE) });
    }
  }
  return claims;
}

/** Nodes that may take some of a workload (invariant 6). */
function schedulable(workload: WorkloadDocument) {
  return {
    partner: workload.partner,
    model: workload.model,
    status: { $in: [...SCHEDULABLE_STATUSES] },
    freeGpus: { $gt: 0 },
  };
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

/** Clears the bits of placements in their nodes, and moves on the nodes that are left empty (invariant 8). */
export async function vacate(
  nodes: Model<NodeDocument>,
  session: ClientSession,
  placements: readonly PlacementDocument[],
): Promise<void> {
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
  const ids = placements.map(({ node }) => node);
  const empty = { _id: { $in: ids }, allocatedMask: 0 };
  await nodes.updateMany({ ...empty, status: "ALLOCATED" }, { $set: { status: "IDLE" } }, { session });
  await nodes.updateMany({ ...empty, status: "DRAINING" }, { $set: { status: "DRAINED" } }, { session });
}

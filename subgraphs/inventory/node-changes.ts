/** What mutations of nodes have in common: finding one, and moving it along its state machine. */

import type { ClientSession, UpdateQuery } from "mongoose";
import { invariant } from "../kit/errors.ts";
import { viewerFilter } from "../kit/identity.ts";
import { decodeId } from "../kit/ids.ts";
import type { Effect } from "../kit/mutation.ts";
import type { NodeDocument } from "../kit/published/node.ts";
import { NODE_MACHINE } from "../kit/published/node-states.ts";
import { refuse, refuseUnknown } from "../kit/refusal.ts";
import { statesBefore } from "../kit/state-machine.ts";
import type { Context } from "./context.ts";
import type { GpuDocument } from "./models.ts";
import { GPU_MACHINE } from "./states.ts";

/** A step of the node's state machine. */
type NodeStep = (typeof NODE_MACHINE)["edges"][number]["on"];

/**
 * The node as the snapshot has it.
 * @param sentence says what the step needs, for the refusal
 * @throws Refused NOT_FOUND, or ILLEGAL_STATE when the step cannot be taken
 */
export async function findNode(
  { models, viewer }: Pick<Context, "models" | "viewer">,
  session: ClientSession,
  id: string,
  on: NodeStep,
  sentence: string,
): Promise<NodeDocument> {
  const visible = { $and: [viewerFilter(viewer), { _id: decodeId("Node", id) }] };
  const node = await models.nodes.findOne(visible, null, { session }).lean<NodeDocument>();
  if (node === null) return refuseUnknown("node");
  if (statesBefore(NODE_MACHINE, { on }).includes(node.status)) return node;
  return refuse("ILLEGAL_STATE", `The node is ${node.status}: ${sentence}.`);
}

/** Takes a step with a node that `findNode` has found; what came between conflicts. */
export async function moveNode(
  { models }: Pick<Context, "models">,
  { session, changed }: Effect,
  before: NodeDocument,
  on: NodeStep,
  set: UpdateQuery<NodeDocument>["$set"],
): Promise<NodeDocument> {
  const to = NODE_MACHINE.edges.find((edge) => edge.on === on && edge.from === before.status)?.to;
  invariant(to !== undefined, `${on} leads out of ${before.status}`);
  const after = await models.nodes
    .findOneAndUpdate(
      { _id: before._id, status: before.status, allocatedMask: before.allocatedMask },
      { $set: { ...set, status: to } },
      { session, returnDocument: "after" },
    )
    .lean<NodeDocument>();
  invariant(after !== null, "a node is as its snapshot shows");
  changed({ type: "Node", key: after._id, partner: after.partner, before, after });
  return after;
}

/** The GPUs of a node, by slot. */
export async function gpusOf(
  { models }: Pick<Context, "models">,
  session: ClientSession,
  { _id }: NodeDocument,
): Promise<GpuDocument[]> {
  return await models.gpus.find({ node: _id }, null, { session, sort: { slot: 1 } }).lean<GpuDocument[]>();
}

/**
 * A node whose GPU does not work takes no work. Whoever finds one to have failed writes the node too, and so conflicts with
 * whoever moves it.
 * @throws Refused UNHEALTHY
 */
export function requireNoneFailed(gpus: readonly GpuDocument[]): void {
  const failed = gpus.filter(({ health }) => health === "FAILED").map(({ _id }) => _id);
  if (failed.length > 0) refuse("UNHEALTHY", `${failed.join(", ")} does not work.`);
}

/** Takes a step with GPUs of a node; what came between conflicts. */
export async function moveGpus(
  context: Pick<Context, "models">,
  effect: Effect,
  gpus: readonly GpuDocument[],
  on: (typeof GPU_MACHINE)["edges"][number]["on"],
): Promise<void> {
  const [to] = GPU_MACHINE.edges.filter((edge) => edge.on === on).map((edge) => edge.to);
  invariant(to !== undefined, `${on} is a step of a GPU`);
  const from = statesBefore(GPU_MACHINE, { on });
  invariant(
    gpus.every(({ lifecycle }) => from.includes(lifecycle)),
    `${on} leads out of ${from.join(", ")} only`,
  );
  await changeGpus(context, effect, gpus, { lifecycle: to });
}

/** Writes the same fields of GPUs of a node. */
export async function changeGpus(
  { models }: Pick<Context, "models">,
  { session, changed }: Effect,
  gpus: readonly GpuDocument[],
  set: Partial<Pick<GpuDocument, "lifecycle" | "health">>,
): Promise<void> {
  if (gpus.length === 0) return;
  await models.gpus.updateMany({ _id: { $in: gpus.map(({ _id }) => _id) } }, { $set: set }, { session });
  for (const before of gpus) {
    changed({ type: "Gpu", key: before._id, partner: before.partner, before, after: { ...before, ...set } });
  }
}

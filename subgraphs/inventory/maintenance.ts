/** Takes the nodes of racks out of scheduling while a maintenance window is under way. */

import type { ClientSession } from "mongoose";
import { viewerFilter } from "../kit/identity.ts";
import { decodeId } from "../kit/ids.ts";
import { mutate } from "../kit/mutation.ts";
import type { MaintenanceWindowDocument } from "../kit/published/maintenance-window.ts";
import type { NodeDocument } from "../kit/published/node.ts";
import { NODE_MACHINE } from "../kit/published/node-states.ts";
import { refuse, refuseUnknown } from "../kit/refusal.ts";
import { statesBefore } from "../kit/state-machine.ts";
import type { Context } from "./context.ts";
import type { MutationResolvers } from "./generated.ts";
import { gpusOf, moveNode } from "./node-changes.ts";

const SCOPE = "fleet:write";
const MAX_RACKS = 100;
const UNWELL = "After maintenance: a GPU does not work";

/** `Mutation.startMaintenance`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const startMaintenance: NonNullable<MutationResolvers["startMaintenance"]> = async (
  _parent,
  { input },
  context,
) =>
  await mutate(context, { scope: SCOPE, name: "startMaintenance", input }, async (effect) => {
    const window = await findWindow(context, effect.session, input.window);
    const { startsAt, endsAt, reason } = window;
    if (effect.now < startsAt || effect.now >= endsAt) {
      refuse("ILLEGAL_STATE", `The window is from ${startsAt.toISOString()} to ${endsAt.toISOString()}, and not now.`);
    }
    const racks = racksOf(window, input.racks);
    const nodes: NodeDocument[] = [];
    for (const node of await findNodes(context, effect.session, window, racks, "start maintenance")) {
      nodes.push(await moveNode(context, effect, node, "start maintenance", { statusReason: reason }));
    }
    return { nodes };
  });

/** `Mutation.endMaintenance`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const endMaintenance: NonNullable<MutationResolvers["endMaintenance"]> = async (_parent, { input }, context) =>
  await mutate(context, { scope: SCOPE, name: "endMaintenance", input }, async (effect) => {
    const window = await findWindow(context, effect.session, input.window);
    const racks = racksOf(window, input.racks);
    const nodes: NodeDocument[] = [];
    for (const node of await findNodes(context, effect.session, window, racks, "end maintenance")) {
      const failed = (await gpusOf(context, effect.session, node)).some(({ health }) => health === "FAILED");
      const [step, statusReason] = failed ? (["find unwell", UNWELL] as const) : (["end maintenance", null] as const);
      nodes.push(await moveNode(context, effect, node, step, { statusReason }));
    }
    return { nodes };
  });

async function findWindow(
  { neighbours, viewer }: Context,
  session: ClientSession,
  id: string,
): Promise<MaintenanceWindowDocument> {
  const visible = { $and: [viewerFilter(viewer, "tenants"), { _id: decodeId("MaintenanceWindow", id) }] };
  const window = await neighbours.windows.findOne(visible, null, { session }).lean<MaintenanceWindowDocument>();
  return window ?? refuseUnknown("maintenance window");
}

/** Keys of the racks that are given, else of those that the window names. */
function racksOf(window: MaintenanceWindowDocument, ids: readonly string[] | null | undefined): readonly string[] {
  const keys = ids?.map((id) => decodeId("Rack", id) ?? refuseUnknown("rack")) ?? window.racks;
  if (keys.length >= 1 && keys.length <= MAX_RACKS) return keys;
  return refuse("INVALID_INPUT", `Name 1 to ${MAX_RACKS} racks: there are ${keys.length}.`);
}

/** The nodes of racks of the window's site from which the step can be taken. */
async function findNodes(
  { models, viewer }: Context,
  session: ClientSession,
  { site }: MaintenanceWindowDocument,
  racks: readonly string[],
  on: "start maintenance" | "end maintenance",
): Promise<NodeDocument[]> {
  const there = { site, rack: { $in: [...racks] }, gpus: { $ne: [] } };
  const filter = { $and: [viewerFilter(viewer), there, { status: { $in: statesBefore(NODE_MACHINE, { on }) } }] };
  return await models.nodes.find(filter, null, { session, sort: { _id: 1 } }).lean<NodeDocument[]>();
}

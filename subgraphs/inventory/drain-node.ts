/** Takes nodes out of scheduling. */

import type { ClientSession } from "mongoose";
import { idempotent } from "../kit/idempotency.ts";
import { requireScope, viewerFilter } from "../kit/identity.ts";
import { decodeId } from "../kit/ids.ts";
import type { NodeDocument, NodeStatus } from "../kit/published/node.ts";
import type { Context } from "./context.ts";
import type { DrainNodeInput, RefusalCode } from "./generated.ts";

/** Either the node as it is now, or why nothing was done. */
export type DrainNodeAnswer =
  { readonly node: NodeDocument } | { readonly refusal: { readonly code: RefusalCode; readonly message: string } };

const MAX_REASON_LENGTH = 500;

/** Where draining leads from a state: a node with work first lets it end. From every other state it is refused. */
const DRAIN: readonly (readonly [from: NodeStatus, to: NodeStatus])[] = [
  ["IDLE", "DRAINED"],
  ["ALLOCATED", "DRAINING"],
];

/**
 * Drains a node: nothing new is placed on it.
 * @throws GraphQLError FORBIDDEN without the scope `fleet:write`
 */
export async function drainNode(context: Context, input: DrainNodeInput): Promise<DrainNodeAnswer> {
  const { models, viewer, transaction } = context;
  requireScope(viewer, "fleet:write");
  const { idempotencyKey: key, ...effect } = input;
  return await transaction((session) =>
    idempotent<DrainNodeAnswer>(
      session,
      models.idempotency,
      { viewer, mutation: "drainNode", key, input: effect },
      () => drain(context, input, session),
    ),
  );
}

async function drain(
  { models, viewer }: Context,
  { node: id, reason }: DrainNodeInput,
  session: ClientSession,
): Promise<DrainNodeAnswer> {
  const statusReason = reason.trim();
  if (statusReason.length < 1 || statusReason.length > MAX_REASON_LENGTH) {
    return refuse("INVALID_INPUT", `The reason must have 1 to ${MAX_REASON_LENGTH} characters.`);
  }
  const hostname = decodeId("Node", id);
  if (hostname === null) return notFound();
  const visible = { $and: [viewerFilter(viewer), { _id: hostname }] };
  for (const [from, to] of DRAIN) {
    const node = await models.nodes
      .findOneAndUpdate(
        { ...visible, status: from },
        { $set: { status: to, statusReason } },
        { session, returnDocument: "after" },
      )
      .lean<NodeDocument>();
    if (node !== null) return { node };
  }
  const current = await models.nodes.findOne(visible).session(session).lean<NodeDocument>();
  if (current === null) return notFound();
  return refuse("ILLEGAL_STATE", `The node is ${current.status}: only IDLE and ALLOCATED nodes can be drained.`);
}

function notFound(): DrainNodeAnswer {
  return refuse("NOT_FOUND", "There is no such node.");
}

function refuse(code: RefusalCode, message: string): DrainNodeAnswer {
  return { refusal: { code, message } };
}

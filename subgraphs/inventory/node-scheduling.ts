/** Takes nodes out of scheduling and back into it. */

import { mutate } from "../kit/mutation.ts";
import { refuse, requireText } from "../kit/refusal.ts";
import type { MutationResolvers } from "./generated.ts";
import { changeGpus, findNode, gpusOf, moveNode, requireNoneFailed } from "./node-changes.ts";

const SCOPE = "fleet:write";
const MAX_REASON_LENGTH = 500;

/** `Mutation.drainNode`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const drainNode: NonNullable<MutationResolvers["drainNode"]> = async (_parent, { input }, context) =>
  await mutate(context, { scope: SCOPE, name: "drainNode", input }, async (effect) => {
    const statusReason = requireText("The reason", input.reason, MAX_REASON_LENGTH);
    const sentence = "only IDLE and ALLOCATED nodes can be drained";
    const node = await findNode(context, effect.session, input.node, "drain", sentence);
    return { node: await moveNode(context, effect, node, "drain", { statusReason }) };
  });

/** `Mutation.undrainNode`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const undrainNode: NonNullable<MutationResolvers["undrainNode"]> = async (_parent, { input }, context) =>
  await mutate(context, { scope: SCOPE, name: "undrainNode", input }, async (effect) => {
    const sentence = "only DRAINING and DRAINED nodes can be taken back";
    const node = await findNode(context, effect.session, input.node, "undrain", sentence);
    requireNoneFailed(await gpusOf(context, effect.session, node));
    return { node: await moveNode(context, effect, node, "undrain", { statusReason: null }) };
  });

/** `Mutation.returnNode`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const returnNode: NonNullable<MutationResolvers["returnNode"]> = async (_parent, { input }, context) =>
  await mutate(context, { scope: SCOPE, name: "returnNode", input }, async (effect) => {
    const sentence = "only DOWN and DRAINED nodes come back from a repair";
    const node = await findNode(context, effect.session, input.node, "return", sentence);
    if (node.gpus.length === 0) refuse("ILLEGAL_STATE", "The node has no active GPU: it must be switched on first.");
    const unwell = (await gpusOf(context, effect.session, node)).filter(({ health }) => health !== "OK");
    await changeGpus(context, effect, unwell, { health: "OK" });
    return { node: await moveNode(context, effect, node, "return", { statusReason: null }) };
  });

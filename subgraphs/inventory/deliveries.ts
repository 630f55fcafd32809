/** Orders, shipments and arrivals: a delivery, its partner's stock and the programme's grant grow and shrink together. */

import type { ClientSession } from "mongoose";
import { mongo } from "mongoose";
import { insertInto } from "../kit/database.ts";
import { invariant } from "../kit/errors.ts";
import { viewerFilter } from "../kit/identity.ts";
import { decodeId } from "../kit/ids.ts";
import { koreanDate } from "../kit/korean-date.ts";
import { type Effect, mutate } from "../kit/mutation.ts";
import { grantId } from "../kit/published/grant.ts";
import { entered } from "../kit/published/provenance.ts";
import { noStock, stockId } from "../kit/published/stock.ts";
import { refuse, refuseUnknown, requireAtLeast } from "../kit/refusal.ts";
import { statesBefore } from "../kit/state-machine.ts";
import type { Context } from "./context.ts";
import type { MutationResolvers, PlanDeliveryInput } from "./generated.ts";
import type { DeliveryDocument } from "./models.ts";
import { DELIVERY_MACHINE, type DeliveryStatus } from "./states.ts";

const SCOPE = "fleet:write";

/** `Mutation.planDelivery`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const planDelivery: NonNullable<MutationResolvers["planDelivery"]> = async (_parent, { input }, context) =>
  await mutate(context, { scope: SCOPE, name: "planDelivery", input }, async (effect) => {
    const { session, now, changed } = effect;
    const { partner, site = null, model, programme, quantity, expectedOn } = input;
    requireAtLeast("quantity", quantity, 1);
    const { partner: own = partner } = viewerFilter(context.viewer);
    if (own !== partner) refuseUnknown("partner");
    await order(context, session, input);
    if (site !== null) await becomeTenant(context, effect, site, partner);
    const delivery: DeliveryDocument = {
      _id: new mongo.ObjectId().toHexString(),
      partner,
      site,
      model,
      programme,
      quantity,
      receivedQuantity: 0,
      status: "PLANNED",
      expectedOn,
      receivedOn: null,
      receipts: [],
      provenance: entered(now),
    };
    await insertInto(context.models.deliveries, session, [delivery]);
    changed({ type: "Delivery", key: delivery._id, partner, before: null, after: delivery });
    return { delivery };
  });

/** `Mutation.shipDelivery`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const shipDelivery: NonNullable<MutationResolvers["shipDelivery"]> = async (_parent, { input }, context) =>
  await mutate(context, { scope: SCOPE, name: "shipDelivery", input }, async (effect) => {
    const before = await find(context, effect.session, input.delivery, "ship", "only a planned one can be sent");
    return { delivery: await update(context, effect, before, { $set: { status: "IN_TRANSIT" } }) };
  });

/** `Mutation.receiveDelivery`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const receiveDelivery: NonNullable<MutationResolvers["receiveDelivery"]> = async (_parent, { input }, context) =>
  await mutate(context, { scope: SCOPE, name: "receiveDelivery", input }, async (effect) => {
    const { session, now } = effect;
    const { quantity } = input;
    requireAtLeast("quantity", quantity, 1);
    const before = await find(context, session, input.delivery, "receive some", "nothing more of it can arrive");
    const open = before.quantity - before.receivedQuantity;
    if (quantity > open) {
      refuse(
        "EXCEEDS_ORDER",
        `${quantity} GPUs are ${quantity - open} more than the ${open} that are still to come: ` +
          `${before.receivedQuantity} of ${before.quantity} have been received.`,
        { needed: quantity, available: open },
      );
    }
    const status: DeliveryStatus = quantity === open ? "RECEIVED" : "PARTIALLY_RECEIVED";
    const { modifiedCount } = await context.models.stock.updateOne(
      {
        _id: stockId(before.partner, before.model),
        $expr: { $lte: [{ $add: ["$received", quantity] }, "$ordered"] },
      },
      { $inc: { received: quantity } },
      { session },
    );
    invariant(modifiedCount === 1, "a partner's orders of a model cover its deliveries of that model");
    const delivery = await update(context, effect, before, {
      $inc: { receivedQuantity: quantity },
      $push: { receipts: { at: now, quantity } },
      $set: { status, receivedOn: quantity === open ? koreanDate(now) : null },
    });
    return { delivery };
  });

/** `Mutation.cancelDelivery`. @throws GraphQLError FORBIDDEN without the scope `fleet:write` */
export const cancelDelivery: NonNullable<MutationResolvers["cancelDelivery"]> = async (_parent, { input }, context) =>
  await mutate(context, { scope: SCOPE, name: "cancelDelivery", input }, async (effect) => {
    const { session } = effect;
    const before = await find(context, session, input.delivery, "cancel", "it can no longer be called off");
    const { partner, model, programme, quantity, receivedQuantity } = before;
    const less = { $inc: { ordered: receivedQuantity - quantity } };
    await context.models.stock.updateOne({ _id: stockId(partner, model) }, less, { session });
    await context.neighbours.grants.updateOne({ _id: grantId(programme, partner) }, less, { session });
    return { delivery: await update(context, effect, before, { $set: { status: "CANCELLED" } }) };
  });

/** Counts an order to the programme's grant, within what is allotted, and to the partner's stock. */
async function order(
  { models, neighbours }: Context,
  session: ClientSession,
  { partner, model, programme, quantity }: PlanDeliveryInput,
): Promise<void> {
  const _id = grantId(programme, partner);
  const within = { _id, $expr: { $lte: [{ $add: ["$ordered", quantity] }, "$allotted"] } };
  const more = { $inc: { ordered: quantity } };
  if ((await neighbours.grants.updateOne(within, more, { session })).matchedCount === 0) {
    const grant = await neighbours.grants.findById(_id, null, { session }).lean();
    if (grant === null) return refuse("NOT_FOUND", `No programme ${programme} allots GPUs to a partner ${partner}.`);
    const available = grant.allotted - grant.ordered;
    refuse(
      "EXCEEDS_ALLOTMENT",
      `${quantity} GPUs are ${quantity - available} more than the ${available} that can still be ordered: ` +
        `${grant.ordered} of ${grant.allotted} are.`,
      { needed: quantity, available },
    );
  }
  const { matchedCount } = await models.stock.updateOne({ _id: stockId(partner, model) }, more, { session });
  if (matchedCount === 0) await insertInto(models.stock, session, [{ ...noStock(partner, model), ordered: quantity }]);
}

/** Who gets GPUs at a site may see it from now on. */
async function becomeTenant(
  { neighbours }: Context,
  { session, changed }: Effect,
  slug: string,
  partner: string,
): Promise<void> {
  const before = await neighbours.sites.findById(slug, null, { session }).lean();
  if (before === null) return refuseUnknown("site");
  if (before.tenants.includes(partner)) return undefined;
  const tenants = [...before.tenants, partner].sort();
  await neighbours.sites.updateOne({ _id: slug }, { $set: { tenants } }, { session });
  changed({ type: "Site", key: slug, partner: null, before, after: { ...before, tenants } });
  return undefined;
}

/** The delivery as the snapshot has it. @throws Refused NOT_FOUND, or ILLEGAL_STATE when the step cannot be taken */
async function find(
  { models, viewer }: Context,
  session: ClientSession,
  id: string,
  on: (typeof DELIVERY_MACHINE)["edges"][number]["on"],
  sentence: string,
): Promise<DeliveryDocument> {
  const visible = { $and: [viewerFilter(viewer), { _id: decodeId("Delivery", id) }] };
  const delivery = await models.deliveries.findOne(visible, null, { session }).lean<DeliveryDocument>();
  if (delivery === null) return refuseUnknown("delivery");
  if (statesBefore(DELIVERY_MACHINE, { on }).includes(delivery.status)) return delivery;
  return refuse("ILLEGAL_STATE", `The delivery is ${delivery.status}: ${sentence}.`);
}

/** Writes what the snapshot allows; anything that came between conflicts, and then all of it runs again. */
async function update(
  { models }: Context,
  { session, changed }: Effect,
  before: DeliveryDocument,
  change: Parameters<typeof models.deliveries.findOneAndUpdate>[1],
): Promise<DeliveryDocument> {
  const filter = { _id: before._id, status: before.status, receivedQuantity: before.receivedQuantity };
  const after = await models.deliveries
    .findOneAndUpdate(filter, change, { session, returnDocument: "after" })
    .lean<DeliveryDocument>();
  invariant(after !== null, "a delivery is as its snapshot shows");
  changed({ type: "Delivery", key: after._id, partner: after.partner, before, after });
  return after;
}

/** Books arrivals: a delivery and its partner's stock grow together, and never beyond what was ordered. */

import type { ClientSession } from "mongoose";
import { invariant } from "../kit/errors.ts";
import { idempotent } from "../kit/idempotency.ts";
import { requireScope, viewerFilter } from "../kit/identity.ts";
import { decodeId } from "../kit/ids.ts";
import { koreanDate } from "../kit/korean-date.ts";
import { stockId } from "../kit/published/stock.ts";
import type { Context } from "./context.ts";
import type { ReceiveDeliveryInput, RefusalCode } from "./generated.ts";
import type { DeliveryDocument, DeliveryStatus } from "./models.ts";

/** Either what was booked, or why nothing was. */
export type ReceiveDeliveryAnswer =
  | { readonly delivery: DeliveryDocument }
  | { readonly refusal: { readonly code: RefusalCode; readonly message: string } };

/** From which states GPUs can arrive, and where that leads when some, or the last of them, came. */
const RECEIVABLE: readonly DeliveryStatus[] = ["PLANNED", "IN_TRANSIT", "PARTIALLY_RECEIVED"];
const SOME: DeliveryStatus = "PARTIALLY_RECEIVED";
const ALL: DeliveryStatus = "RECEIVED";

/**
 * Books GPUs of a delivery as received.
 * @throws GraphQLError FORBIDDEN without the scope `fleet:write`
 */
export async function receiveDelivery(context: Context, input: ReceiveDeliveryInput): Promise<ReceiveDeliveryAnswer> {
  const { models, viewer, transaction } = context;
  requireScope(viewer, "fleet:write");
  const { idempotencyKey: key, ...effect } = input;
  return await transaction((session) =>
    idempotent<ReceiveDeliveryAnswer>(
      session,
      models.idempotency,
      { viewer, mutation: "receiveDelivery", key, input: effect },
      () => receive(context, input, session),
    ),
  );
}

async function receive(
  context: Context,
  { delivery: id, quantity }: ReceiveDeliveryInput,
  session: ClientSession,
): Promise<ReceiveDeliveryAnswer> {
  const { models, viewer } = context;
  if (quantity < 1) return refuse("INVALID_INPUT", `At least 1 GPU must arrive: it is ${quantity}.`);
  const key = decodeId("Delivery", id);
  if (key === null) return notFound();
  const visible = { $and: [viewerFilter(viewer), { _id: key }] };
  const delivery = await models.deliveries
    .findOneAndUpdate(
      {
        ...visible,
        status: { $in: [...RECEIVABLE] },
        $expr: { $lte: [{ $add: ["$receivedQuantity", quantity] }, "$quantity"] },
      },
      arrival(quantity, context.now),
      { session, returnDocument: "after", updatePipeline: true },
    )
    .lean<DeliveryDocument>();
  if (delivery !== null) {
    await stockUp(context, delivery, quantity, session);
    return { delivery };
  }
  const current = await models.deliveries.findOne(visible).session(session).lean<DeliveryDocument>();
  if (current === null) return notFound();
  if (!RECEIVABLE.includes(current.status)) {
    return refuse("ILLEGAL_STATE", `The delivery is ${current.status}: nothing more of it can arrive.`);
  }
  const open = current.quantity - current.receivedQuantity;
  return refuse(
    "EXCEEDS_ORDER",
    `${quantity} GPUs are ${quantity - open} more than the ${open} that are still to come: ` +
      `${current.receivedQuantity} of ${current.quantity} have been received.`,
  );
}

/** The update of a delivery in one step, computed by MongoDB from what it holds. */
function arrival(quantity: number, at: Date): object[] {
  const complete = { $eq: ["$receivedQuantity", "$quantity"] };
  return [
    {
      $set: {
        receivedQuantity: { $add: ["$receivedQuantity", quantity] },
        receipts: { $concatArrays: ["$receipts", [{ at, quantity }]] },
      },
    },
    {
      $set: {
        status: { $cond: [complete, ALL, SOME] },
        receivedOn: { $cond: [complete, koreanDate(at), null] },
      },
    },
  ];
}

async function stockUp(
  { models }: Context,
  { partner, model }: DeliveryDocument,
  quantity: number,
  session: ClientSession,
): Promise<void> {
  const { modifiedCount } = await models.stock.updateOne(
    {
      _id: stockId(partner, model),
      $expr: { $lte: [{ $add: ["$received", quantity] }, "$ordered"] },
    },
    { $inc: { received: quantity } },
    { session },
  );
  invariant(modifiedCount === 1, "a partner's orders of a model cover its deliveries of that model");
}

function notFound(): ReceiveDeliveryAnswer {
  return refuse("NOT_FOUND", "There is no such delivery.");
}

function refuse(code: RefusalCode, message: string): ReceiveDeliveryAnswer {
  return { refusal: { code, message } };
}

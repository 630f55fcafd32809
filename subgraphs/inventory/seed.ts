/** Inventory's part of a fleet plan, as documents: nodes, GPUs, deliveries and stock. */

import type { Databases } from "../kit/database.ts";
import { GPUS_PER_NODE, type NodeDocument, type NodeStatus } from "../kit/published/node.ts";
import { noStock, type StockDocument } from "../kit/published/stock.ts";
import { type Load, load } from "../seed/bulk.ts";
import type { DeliveryPlan } from "../seed/deliveries.ts";
import { LAYOUT_PROVENANCE, type NodePlan } from "../seed/layout.ts";
import type { FleetPlan } from "../seed/plan.ts";
import type { OutOfScheduling } from "../seed/scheduling.ts";
import { type DeliveryDocument, type GpuDocument, inventoryModels } from "./models.ts";

/** What inventory stores of a plan. */
export function inventoryLoads(databases: Pick<Databases, "inventory">, plan: FleetPlan): readonly Load[] {
  const models = inventoryModels(databases);
  const masks = new Map<string, number>();
  for (const { node, mask } of plan.placements) masks.set(node.hostname, (masks.get(node.hostname) ?? 0) | mask);
  return [
    load(models.nodes, plan.nodes, (node) => [
      nodeDocument(node, masks.get(node.hostname) ?? 0, plan.out.get(node.hostname)),
    ]),
    load(models.gpus, plan.nodes, (node) => gpuDocuments(node, plan.out.get(node.hostname))),
    load(models.deliveries, plan.deliveries, (delivery) => [deliveryDocument(delivery)]),
    load(models.stock, plan.stock, (stock): StockDocument[] => [{ ...noStock(stock.partner, stock.model), ...stock }]),
    load(models.idempotency, [], () => []),
    load(models.resumeTokens, [], () => []),
  ];
}

function nodeDocument(node: NodePlan, allocatedMask: number, out: OutOfScheduling | undefined): NodeDocument {
  let freeGpus = GPUS_PER_NODE;
  for (let rest = allocatedMask; rest !== 0; rest &= rest - 1) freeGpus -= 1;
  const { hostname, ...facts } = node;
  return {
    _id: hostname,
    ...facts,
    status: statusOf(allocatedMask, out),
    statusReason: out?.reason ?? null,
    allocatedMask,
    freeGpus,
    provenance: LAYOUT_PROVENANCE,
  };
}

/** A draining node that nothing runs on is drained. */
function statusOf(allocatedMask: number, out: OutOfScheduling | undefined): NodeStatus {
  if (out === undefined) return allocatedMask === 0 ? "IDLE" : "ALLOCATED";
  return out.status === "DRAINING" && allocatedMask === 0 ? "DRAINED" : out.status;
}

function gpuDocuments(node: NodePlan, out: OutOfScheduling | undefined): GpuDocument[] {
  return node.gpus.map((uuid, slot) => {
    const fault = out?.fault?.uuid === uuid ? out.fault : null;
    return {
      _id: uuid,
      node: node.hostname,
      slot,
      model: node.model,
      partner: node.partner,
      site: node.site,
      lifecycle: "ACTIVE",
      health: fault?.health ?? "OK",
      lastXid: fault?.xid ?? null,
      xids: fault?.xid == null ? [] : [fault.xid],
      programme: node.programme,
      owner: node.owner,
      operator: node.operator,
      provenance: LAYOUT_PROVENANCE,
    };
  });
}

function deliveryDocument(delivery: DeliveryPlan): DeliveryDocument {
  const { id, receivedQuantity, receivedOn, expectedOn, ...facts } = delivery;
  const arrivedOn = receivedOn ?? expectedOn;
  return {
    _id: id,
    ...facts,
    expectedOn,
    receivedOn,
    receivedQuantity,
    receipts: receivedQuantity === 0 ? [] : [{ at: noonInKorea(arrivedOn), quantity: receivedQuantity }],
  };
}

function noonInKorea(date: string): Date {
  return new Date(`${date}T12:00:00.000+09:00`);
}

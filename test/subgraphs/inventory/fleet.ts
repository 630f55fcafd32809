/** A small fleet of two partners that share one site, with helpers to write it. */

import { inventoryModels, type DeliveryDocument, type GpuDocument } from "../../../subgraphs/inventory/models.ts";
import type { NodeDocument } from "../../../subgraphs/kit/published/node.ts";
import type { Provenance } from "../../../subgraphs/kit/published/provenance.ts";
import { noStock } from "../../../subgraphs/kit/published/stock.ts";
import type { TestDatabase } from "../../support/mongo.ts";

export const PROVENANCE: Provenance = { kind: "ILLUSTRATIVE", source: "test", date: "2026-11-23" };

/** Two nodes of Samsung at `shared`, one of SK there, one of SK at `own`. */
const NODES = [
  node("node-1", "samsung", "shared"),
  node("node-2", "samsung", "shared", { status: "ALLOCATED", allocatedMask: 0b11, freeGpus: 6 }),
  node("node-3", "sk", "shared"),
  node("node-4", "sk", "own"),
];

const DELIVERIES = [
  delivery("d-1", "samsung", { quantity: 100 }),
  delivery("d-2", "samsung", { quantity: 50, status: "CANCELLED" }),
  delivery("d-3", "sk", { quantity: 40, expectedOn: "2030-01-01" }),
  delivery("d-4", "sk", {
    quantity: 16,
    receivedQuantity: 16,
    status: "RECEIVED",
    receivedOn: "2026-02-01",
    receipts: [
      // 2025-12-31 in UTC is 2026-01-01 in Korea.
      { at: new Date("2025-12-31T16:00:00.000Z"), quantity: 8 },
      { at: new Date("2026-09-30T14:00:00.000Z"), quantity: 8 },
    ],
  }),
];

/** Writes the fleet. */
export async function writeFleet({ databases }: TestDatabase): Promise<void> {
  const models = inventoryModels(databases);
  await models.nodes.insertMany(NODES);
  await models.gpus.insertMany(NODES.flatMap(gpusOf));
  await models.deliveries.insertMany(DELIVERIES);
  await models.stock.insertMany([
    stock("samsung", { ordered: 150, received: 16, active: 16, placed: 2 }),
    stock("sk", { ordered: 56, received: 16, active: 16, placed: 0 }),
  ]);
}

export function uuidOf(hostname: string, slot: number): string {
  return `GPU-${hostname}-${slot}`;
}

export function delivery(
  _id: string,
  partner: string,
  rest: Partial<DeliveryDocument> & { readonly quantity: number },
): DeliveryDocument {
  return {
    _id,
    partner,
    site: null,
    model: "B200",
    programme: "programme",
    receivedQuantity: 0,
    status: "PLANNED",
    expectedOn: "2026-10-01",
    receivedOn: null,
    receipts: [],
    provenance: PROVENANCE,
    ...rest,
  };
}

export function node(_id: string, partner: string, site: string, rest: Partial<NodeDocument> = {}): NodeDocument {
  return {
    _id,
    partner,
    site,
    rack: `${site}-rack`,
    model: "B200",
    status: "IDLE",
    statusReason: null,
    allocatedMask: 0,
    freeGpus: 8,
    gpus: Array.from({ length: 8 }, (_, slot) => uuidOf(_id, slot)),
    programme: "programme",
    owner: partner,
    operator: partner,
    ratedPowerWatts: 14_300,
    provenance: PROVENANCE,
    ...rest,
  };
}

function gpusOf({ _id, partner, site, model, gpus }: NodeDocument): GpuDocument[] {
  return gpus.map((uuid, slot) => ({
    _id: uuid,
    node: _id,
    slot,
    model,
    partner,
    site,
    lifecycle: "ACTIVE",
    health: "OK",
    lastXid: null,
    xids: [],
    programme: "programme",
    owner: partner,
    operator: partner,
    provenance: PROVENANCE,
  }));
}

function stock(partner: string, counts: { ordered: number; received: number; active: number; placed: number }) {
  return { ...noStock(partner, "B200"), ...counts };
}

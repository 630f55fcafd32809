import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { inventoryModels } from "../../../subgraphs/inventory/models.ts";
import { serve } from "../../../subgraphs/inventory/server.ts";
import { noStock } from "../../../subgraphs/kit/published/stock.ts";
import { encodeId } from "../../../subgraphs/kit/ids.ts";
import { callSubgraph, operatorIdentity, partnerIdentity } from "../../support/subgraph-call.ts";
import { runningSubgraph, type RunningSubgraphRig } from "../../support/running-subgraph.ts";
import { delivery, node, PROVENANCE, writeFleet } from "./fleet.ts";

interface Refusal {
  readonly code: string;
  readonly message: string;
}
interface ReceivePayload {
  readonly delivery: { readonly receivedQuantity: number; readonly status: string; readonly receivedOn: string } | null;
  readonly refusal: Refusal | null;
}
interface DrainPayload {
  readonly node: { readonly status: string; readonly statusReason: string } | null;
  readonly refusal: Refusal | null;
}

const RECEIVE = `mutation ($input: ReceiveDeliveryInput!) {
  receiveDelivery(input: $input) { delivery { receivedQuantity status receivedOn } refusal { code message } }
}`;
const DRAIN = `mutation ($input: DrainNodeInput!) {
  drainNode(input: $input) { node { status statusReason } refusal { code message } }
}`;

let rig: RunningSubgraphRig;
let keys = 0;
beforeAll(async () => {
  rig = await runningSubgraph(serve, writeFleet);
});
afterAll(async () => rig[Symbol.asyncDispose]());

async function receive(key: string, quantity: number, idempotencyKey = `key-${keys++}`, as = operatorIdentity()) {
  const input = { delivery: encodeId("Delivery", key), quantity, idempotencyKey };
  const { data, errors } = await callSubgraph(rig.url, as, RECEIVE, { input });
  expect(errors).toEqual([]);
  return data?.["receiveDelivery"] as ReceivePayload;
}

async function drain(hostname: string, reason = "fan", idempotencyKey = `key-${keys++}`): Promise<DrainPayload> {
  const input = { node: encodeId("Node", hostname), reason, idempotencyKey };
  const { data, errors } = await callSubgraph(rig.url, operatorIdentity(), DRAIN, { input });
  expect(errors).toEqual([]);
  return data?.["drainNode"] as DrainPayload;
}

/** A delivery of its own with stock of its own, for one test. */
async function orderOf(name: string, quantity: number, more = {}): Promise<void> {
  const models = inventoryModels(rig.database.databases);
  await models.deliveries.create(delivery(name, name, { quantity, ...more }));
  await models.stock.create({ ...noStock(name, "B200"), ordered: quantity });
}

async function stored(name: string) {
  const models = inventoryModels(rig.database.databases);
  const [found, stock] = await Promise.all([
    models.deliveries.findById(name).lean(),
    models.stock.findById(`${name}:B200`).lean(),
  ]);
  return { receipts: found?.receipts.length, quantity: found?.receivedQuantity, stock: stock?.received };
}

describe("receiveDelivery", () => {
  it("books a part, then the rest, in delivery and stock", async () => {
    await orderOf("parts", 10);
    expect(await receive("parts", 4)).toMatchObject({
      delivery: { receivedQuantity: 4, status: "PARTIALLY_RECEIVED", receivedOn: null },
      refusal: null,
    });
    const last = await receive("parts", 6);
    expect(last.delivery).toMatchObject({ receivedQuantity: 10, status: "RECEIVED" });
    expect(last.delivery?.receivedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(await stored("parts")).toEqual({ receipts: 2, quantity: 10, stock: 10 });
  });

  it("never exceeds the order when 20 arrivals are booked at once", async () => {
    await orderOf("rush", 100);
    const answers = await Promise.all(Array.from({ length: 20 }, () => receive("rush", 8)));
    expect(answers.filter(({ refusal }) => refusal === null)).toHaveLength(12);
    expect(new Set(answers.map(({ refusal }) => refusal?.code))).toEqual(new Set([undefined, "EXCEEDS_ORDER"]));
    expect(await stored("rush")).toEqual({ receipts: 12, quantity: 96, stock: 96 });
    const { refusal } = await receive("rush", 5);
    expect(refusal?.message).toBe("5 GPUs are 1 more than the 4 that are still to come: 96 of 100 have been received.");
  });

  it("takes effect once when one key is sent ten times at once", async () => {
    await orderOf("twice", 100);
    const answers = await Promise.all(Array.from({ length: 10 }, () => receive("twice", 8, "one-key")));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ delivery: { receivedQuantity: 8 } });
    expect(await stored("twice")).toEqual({ receipts: 1, quantity: 8, stock: 8 });
    await receive("twice", 1);
    expect(await receive("twice", 8, "one-key")).toEqual(answers[0]);
  });

  it("refuses a key that was used with other input, and keeps keys of operators apart", async () => {
    await orderOf("keys", 100);
    await receive("keys", 1, "shared-key");
    expect((await receive("keys", 2, "shared-key")).refusal?.code).toBe("IDEMPOTENCY_KEY_REUSED");
    expect((await receive("keys", 2, "shared-key", operatorIdentity("another"))).refusal).toBeNull();
    expect(await stored("keys")).toEqual({ receipts: 2, quantity: 3, stock: 3 });
  });

  it.each(["CANCELLED", "RECEIVED"] as const)("refuses what arrives for a delivery that is %s", async (status) => {
    await orderOf(`settled-${status}`, 10, { status });
    expect((await receive(`settled-${status}`, 1)).refusal?.code).toBe("ILLEGAL_STATE");
    expect(await stored(`settled-${status}`)).toEqual({ receipts: 0, quantity: 0, stock: 0 });
  });

  it("refuses unknown deliveries, quantities below 1, and keys that are empty or too long", async () => {
    await orderOf("inputs", 10);
    expect((await receive("none", 1)).refusal?.code).toBe("NOT_FOUND");
    expect((await receive("inputs", 0)).refusal?.code).toBe("INVALID_INPUT");
    expect((await receive("inputs", -5)).refusal?.code).toBe("INVALID_INPUT");
    expect((await receive("inputs", 1, "")).refusal?.code).toBe("INVALID_INPUT");
    expect((await receive("inputs", 1, "k".repeat(129))).refusal?.code).toBe("INVALID_INPUT");
    expect(await stored("inputs")).toEqual({ receipts: 0, quantity: 0, stock: 0 });
  });

  it("takes nothing back when the stock cannot take what the delivery did", async () => {
    await orderOf("no-stock", 10);
    await inventoryModels(rig.database.databases).stock.deleteOne({ _id: "no-stock:B200" });
    const input = { delivery: encodeId("Delivery", "no-stock"), quantity: 1, idempotencyKey: "no-stock" };
    const { errors } = await callSubgraph(rig.url, operatorIdentity(), RECEIVE, { input });
    expect(errors.map(({ extensions }) => extensions?.code)).toEqual(["INTERNAL_SERVER_ERROR"]);
    expect(errors[0]?.message).toBe("Something went wrong on our side.");
    expect(await stored("no-stock")).toEqual({ receipts: 0, quantity: 0, stock: undefined });
  });

  it("is forbidden to partners", async () => {
    const input = { delivery: encodeId("Delivery", "d-1"), quantity: 1, idempotencyKey: "partner" };
    const { errors } = await callSubgraph(rig.url, partnerIdentity("samsung"), RECEIVE, { input });
    expect(errors.map(({ extensions }) => extensions?.code)).toEqual(["FORBIDDEN"]);
  });
});

describe("drainNode", () => {
  it.each([
    ["IDLE", "DRAINED"],
    ["ALLOCATED", "DRAINING"],
  ] as const)("takes a node from %s to %s", async (from, to) => {
    const models = inventoryModels(rig.database.databases);
    await models.nodes.create(node(`drain-${from}`, "samsung", "shared", { status: from, provenance: PROVENANCE }));
    expect(await drain(`drain-${from}`)).toEqual({ node: { status: to, statusReason: "fan" }, refusal: null });
  });

  it.each(["DRAINING", "DRAINED", "DOWN", "MAINTENANCE"] as const)("refuses a node that is %s", async (status) => {
    const models = inventoryModels(rig.database.databases);
    await models.nodes.create(node(`out-${status}`, "samsung", "shared", { status }));
    expect((await drain(`out-${status}`)).refusal).toMatchObject({ code: "ILLEGAL_STATE" });
  });

  it("refuses unknown nodes, and reasons that are blank or too long", async () => {
    expect((await drain("none")).refusal?.code).toBe("NOT_FOUND");
    expect((await drain("node-1", "  ")).refusal?.code).toBe("INVALID_INPUT");
    expect((await drain("node-1", "r".repeat(501))).refusal?.code).toBe("INVALID_INPUT");
  });
});

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { serve } from "../../../subgraphs/inventory/server.ts";
import { encodeId, type EntityType } from "../../../subgraphs/kit/ids.ts";
import { analystIdentity, callSubgraph, identity, partnerIdentity } from "../../support/subgraph-call.ts";
import { runningSubgraph, type RunningSubgraphRig } from "../../support/running-subgraph.ts";
import { uuidOf, writeFleet } from "./fleet.ts";

let rig: RunningSubgraphRig;
beforeAll(async () => {
  rig = await runningSubgraph(serve, writeFleet);
});
afterAll(async () => rig[Symbol.asyncDispose]());

const samsung = partnerIdentity("samsung");

async function ask(query: string, as = samsung, variables = {}): Promise<unknown> {
  const { data, errors } = await callSubgraph(rig.url, as, query, variables);
  expect(errors).toEqual([]);
  return data;
}

async function entity(type: EntityType, key: string, selection: string, as = samsung, more = {}): Promise<unknown> {
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${selection} } } }`;
  const data = await ask(query, as, { r: [{ __typename: type, id: encodeId(type, key), ...more }] });
  return (data as { readonly _entities: readonly unknown[] })._entities[0];
}

describe("a partner in inventory", () => {
  it("sees its own GPUs, nodes and deliveries in lists and counts", async () => {
    const selection = "totalCount nodes { partner { id } }";
    const data = await ask(`{ gpus(first: 1000) { ${selection} } nodes { ${selection} } deliveries { ${selection} } }`);
    const own = { partner: { id: encodeId("Partner", "samsung") } };
    expect(data).toEqual({
      gpus: { totalCount: 16, nodes: Array.from({ length: 16 }, () => own) },
      nodes: { totalCount: 2, nodes: Array.from({ length: 2 }, () => own) },
      deliveries: { totalCount: 2, nodes: Array.from({ length: 2 }, () => own) },
    });
  });

  it("finds nothing when it filters by another partner", async () => {
    const data = await ask(`{
      gpus(filter: { partner: "sk" }) { totalCount nodes { id } }
      nodes(filter: { partner: "sk" }) { totalCount nodes { id } }
      deliveries(filter: { partner: "sk" }) { totalCount nodes { id } }
    }`);
    const none = { totalCount: 0, nodes: [] };
    expect(data).toEqual({ gpus: none, nodes: none, deliveries: none });
  });

  it("gets null for another partner's GPU and node, as for one that does not exist", async () => {
    const query =
      "query ($uuid: String!, $hostname: String!) { gpu(uuid: $uuid) { id } node(hostname: $hostname) { id } }";
    const foreign = await ask(query, samsung, { uuid: uuidOf("node-3", 0), hostname: "node-3" });
    const absent = await ask(query, samsung, { uuid: "GPU-none", hostname: "none" });
    expect(foreign).toEqual({ gpu: null, node: null });
    expect(absent).toEqual(foreign);
  });

  it.each<[EntityType, string]>([
    ["Gpu", uuidOf("node-3", 0)],
    ["Node", "node-3"],
    ["Delivery", "d-3"],
    ["Partner", "sk"],
  ])("gets null for another partner's %s through _entities", async (type, key) => {
    expect(await entity(type, key, "id")).toBeNull();
    expect(await entity(type, key, "id", analystIdentity())).toEqual({ id: encodeId(type, key) });
  });

  it("sees only its own part of a shared site and rack", async () => {
    const site = await entity("Site", "shared", "activeGpus ratedPowerWatts nodes { totalCount nodes { hostname } }");
    expect(site).toEqual({
      activeGpus: 16,
      ratedPowerWatts: 28_600,
      nodes: { totalCount: 2, nodes: [{ hostname: "node-1" }, { hostname: "node-2" }] },
    });
    const rack = await entity("Rack", "shared-rack", "nodes { hostname }");
    expect(rack).toEqual({ nodes: [{ hostname: "node-1" }, { hostname: "node-2" }] });
  });

  it("is not told the headroom of a site that it shares, and is told that of a site of its own", async () => {
    const limits = { powerCapWatts: 100_000, pue: 2 };
    const selection = "powerHeadroomWatts gpusThatFit(model: B200)";
    expect(await entity("Site", "shared", selection, samsung, limits)).toEqual({
      powerHeadroomWatts: null,
      gpusThatFit: null,
    });
    expect(await entity("Site", "own", selection, partnerIdentity("sk"), limits)).toEqual({
      powerHeadroomWatts: 71_400,
      gpusThatFit: 19,
    });
    expect(await entity("Site", "shared", selection, analystIdentity(), limits)).toEqual({
      powerHeadroomWatts: 14_200,
      gpusThatFit: 3,
    });
  });

  it("gets totals of its own stock and receipts", async () => {
    const selection = "received active receivedByQuarter { quarter received cumulated shareOfPlan }";
    expect(await entity("Fleet", "korea", selection)).toEqual({ received: 16, active: 16, receivedByQuarter: [] });
    expect(await entity("Fleet", "korea", selection, analystIdentity())).toEqual({
      received: 32,
      active: 32,
      receivedByQuarter: [
        { quarter: "2026-Q1", received: 8, cumulated: 8, shareOfPlan: 8 / 260_000 },
        { quarter: "2026-Q2", received: 0, cumulated: 8, shareOfPlan: 8 / 260_000 },
        { quarter: "2026-Q3", received: 8, cumulated: 16, shareOfPlan: 16 / 260_000 },
      ],
    });
    expect(await entity("Partner", "samsung", "received active deliveries { totalCount }")).toEqual({
      received: 16,
      active: 16,
      deliveries: { totalCount: 2 },
    });
  });
});

describe("a viewer without any part of the fleet", () => {
  it.each([
    ["no scope", identity({ claims: { partner: "samsung" } })],
    ["no partner", identity({ scopes: ["fleet:read"] })],
    ["an empty partner", identity({ scopes: ["fleet:read"], claims: { partner: "" } })],
  ])("is refused with %s", async (_, as) => {
    for (const query of ["{ gpus { totalCount } }", "{ nodes { totalCount } }", '{ gpu(uuid: "GPU-none") { id } }']) {
      const { errors } = await callSubgraph(rig.url, as, query);
      expect(errors.map(({ extensions }) => extensions?.code)).toEqual(["FORBIDDEN"]);
    }
  });
});

describe("lists of inventory", () => {
  it("tells overdue deliveries, without those that are settled", async () => {
    const data = await ask(
      "{ overdue: deliveries(filter: { overdue: true }) { nodes { id overdue } } other: deliveries(filter: { overdue: false }) { nodes { id overdue } } }",
      analystIdentity(),
    );
    const of = (key: string, overdue: boolean) => ({ id: encodeId("Delivery", key), overdue });
    expect(data).toEqual({
      overdue: { nodes: [of("d-1", true)] },
      other: { nodes: [of("d-2", false), of("d-4", false), of("d-3", false)] },
    });
  });

  it("follows nodes to their GPUs and back in one query each", async () => {
    const data = await ask(
      "{ nodes { nodes { hostname model { name ratedPowerWatts } gpus { slot node { hostname } } } } }",
    );
    const [first] = (data as { nodes: { nodes: { hostname: string; gpus: unknown[] }[] } }).nodes.nodes;
    expect(first).toMatchObject({ hostname: "node-1", model: { name: "B200", ratedPowerWatts: 1787.5 } });
    expect(first?.gpus).toEqual(Array.from({ length: 8 }, (_, slot) => ({ slot, node: { hostname: "node-1" } })));
  });

  it("resolves models of GPU, and null for one that does not exist", async () => {
    expect(await entity("GpuModel", "GB300", "name tdpWatts")).toEqual({ name: "GB300", tdpWatts: 1400 });
    expect(await entity("GpuModel", "__proto__", "name")).toBeNull();
    expect(await entity("GpuModel", "constructor", "name")).toBeNull();
  });
});

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type EntityType, encodeId } from "../../../subgraphs/kit/ids.ts";
import { telemetryCollections } from "../../../subgraphs/workloads/telemetry/collections.ts";
import { analystIdentity, identity, operatorIdentity, partnerIdentity } from "../../support/subgraph-call.ts";
import { type WorkloadsRig, workloadsRig } from "./rig.ts";

const samsung = partnerIdentity("samsung");
const hyundai = partnerIdentity("hyundai");
const analyst = analystIdentity();

/** Every field that workloads adds to an entity, by the entity's type. */
const FIELDS: Readonly<Record<string, string>> = {
  Workload: `id name kind state reason project { id } partner { id } model { id } gpuCount submittedAt startedAt endedAt
    gpuHours site { id } nodes { totalCount nodes { id } } utilisation { gpuCount } provenance { kind source date }`,
  Partner: `id placed workloads { totalCount nodes { id name } } utilisation { id gpuCount }`,
  Site: `id utilisation { gpuCount } powerDrawWatts staleNodes { id }`,
  Project: `id gpusInUse workloads { totalCount nodes { id } } utilisation { gpuCount }`,
  Node: `id workloads { id name } lastScrapedAt stale`,
  Gpu: `id workload { id name } samples(last: "48h") { at dutyCycle }`,
};

const LIST = `query($filter: WorkloadFilter, $first: Int, $after: Cursor) {
  workloads(filter: $filter, first: $first, after: $after) {
    totalCount nodes { name } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}`;

interface Page {
  readonly totalCount: number;
  readonly nodes: readonly { readonly name: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly endCursor: string | null;
  };
}

let rig: WorkloadsRig;
beforeAll(async () => {
  rig = await workloadsRig();
  for (const name of ["s1", "s2", "s3"]) await rig.submit(samsung, { project: "samsung-litho", gpuCount: 12, name });
  await rig.submit(samsung, { project: "samsung-robots", gpuCount: 3, name: "s4" });
  await rig.submit(hyundai, { project: "hyundai-driving", gpuCount: 16, name: "h1" });
  const { silentNodes } = telemetryCollections(rig.database.databases.workloads);
  const silent = { partner: "samsung", site: "hwaseong", lastScrapedAt: null, since: new Date(), reason: "timeout" };
  await silentNodes.insertOne({ _id: "hwaseong-n005", ...silent });
});
afterAll(async () => await rig[Symbol.asyncDispose]());

async function entity(as: typeof samsung, type: EntityType, key: string, fields = FIELDS[type]): Promise<unknown> {
  const { data, errors } = await rig.call(
    as,
    `query($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${fields} } } }`,
    { r: [{ __typename: type, id: encodeId(type, key) }] },
  );
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  const [found] = (data?.["_entities"] ?? []) as readonly unknown[];
  return found;
}

async function page(as: typeof samsung, variables: object): Promise<Page> {
  const { data, errors } = await rig.call(as, LIST, { ...variables });
  if (errors.length > 0) throw new Error(errors[0]?.extensions?.code);
  return data?.["workloads"] as Page;
}

const names = ({ nodes }: Page): string[] => nodes.map(({ name }) => name);

describe("the list of workloads", () => {
  it("is newest first, and pages by cursor without a repetition or a hole", async () => {
    const first = await page(samsung, { first: 3 });
    expect(names(first)).toEqual(["s4", "s3", "s2"]);
    expect(first).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    const second = await page(samsung, { first: 3, after: first.pageInfo.endCursor });
    expect(names(second)).toEqual(["s1"]);
    expect(second).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: false, hasPreviousPage: true } });
  });

  it("keeps to its filter, and to the viewer's own whatever the filter says", async () => {
    expect(names(await page(analyst, {}))).toHaveLength(5);
    expect(names(await page(analyst, { filter: { partner: "hyundai" } }))).toEqual(["h1"]);
    expect(names(await page(samsung, { filter: { project: encodeId("Project", "samsung-robots") } }))).toEqual(["s4"]);
    expect(names(await page(samsung, { filter: { state: "QUEUED" } }))).toEqual([]);
    expect(names(await page(samsung, { filter: { kind: "FINETUNE", state: "RUNNING" } }))).toHaveLength(4);
    const foreign = await page(samsung, { filter: { partner: "hyundai" } });
    expect(foreign).toEqual(await page(samsung, { filter: { partner: "nobody" } }));
    expect(await page(samsung, { filter: { project: encodeId("Project", "hyundai-driving") } })).toEqual(foreign);
    expect(foreign).toMatchObject({ totalCount: 0, nodes: [] });
  });

  it("refuses a negative size, and cursors of another list, filter or viewer", async () => {
    const { pageInfo } = await page(samsung, { first: 1 });
    const after = pageInfo.endCursor;
    await expect(page(samsung, { first: -1 })).rejects.toThrow("BAD_USER_INPUT");
    await expect(page(samsung, { after: "forged" })).rejects.toThrow("BAD_CURSOR");
    await expect(page(hyundai, { after })).rejects.toThrow("BAD_CURSOR");
    await expect(page(analyst, { after })).rejects.toThrow("BAD_CURSOR");
    await expect(page(samsung, { after, filter: { state: "RUNNING" } })).rejects.toThrow("BAD_CURSOR");
  });
});

describe("fields of entities", () => {
  it("count what workloads hold, of a partner, a project and the fleet", async () => {
    expect(await entity(samsung, "Partner", "samsung")).toMatchObject({ placed: 39, workloads: { totalCount: 4 } });
    expect(await entity(samsung, "Project", "samsung-litho")).toMatchObject({ gpusInUse: 36 });
    const placed = async (as: typeof samsung): Promise<unknown> => await entity(as, "Fleet", "korea", "placed");
    expect(await placed(samsung)).toEqual({ placed: 39 });
    expect(await placed(hyundai)).toEqual({ placed: 16 });
    expect(await placed(analyst)).toEqual({ placed: 55 });
  });

  it("name what holds a node and a GPU", async () => {
    const [placement] = await rig.stores.placements.find({ project: "hyundai-driving" }).lean();
    if (placement === undefined) throw new Error("expected h1 to be placed");
    const [gpu = ""] = placement.gpus;
    expect(await entity(hyundai, "Node", placement.node)).toMatchObject({ workloads: [{ name: "h1" }], stale: true });
    expect(await entity(analyst, "Gpu", gpu)).toMatchObject({ workload: { name: "h1" }, samples: [] });
  });

  it("list the nodes of a site that do not answer", async () => {
    const staleNodes = [{ id: encodeId("Node", "hwaseong-n005") }];
    expect(await entity(samsung, "Site", "hwaseong")).toMatchObject({ staleNodes, powerDrawWatts: null });
    expect(await entity(hyundai, "Site", "hwaseong")).toMatchObject({ staleNodes: [] });
  });

  it("are null for an id that is none", async () => {
    const { data } = await rig.call(
      analyst,
      `query($r: [_Any!]!) { _entities(representations: $r) { __typename } workload(id: "x") { id } }`,
      { r: Object.keys(FIELDS).map((__typename) => ({ __typename, id: "not-an-id" })) },
    );
    expect(data).toEqual({ _entities: Object.keys(FIELDS).map(() => null), workload: null });
  });

  it("refuse samples from before the retention", async () => {
    await expect(entity(samsung, "Gpu", "GPU-1", 'samples(last: "49h") { at }')).rejects.toThrow("BAD_USER_INPUT");
  });
});

describe("what belongs to another partner", () => {
  it("answers on every field as what does not exist", async () => {
    const [mine] = await rig.stores.workloads.find({ name: "h1" }).lean();
    const [placement] = await rig.stores.placements.find({ workload: mine?._id ?? "" }).lean();
    const [gpu = ""] = placement?.gpus ?? [];
    const records: readonly (readonly [EntityType, string])[] = [
      ["Workload", mine?._id ?? ""],
      ["Partner", "hyundai"],
      ["Site", "ulsan"],
      ["Project", "hyundai-driving"],
      ["Node", placement?.node ?? ""],
      ["Gpu", gpu],
    ];
    expect(records.map(([type]) => type).sort()).toEqual(Object.keys(FIELDS).sort());
    for (const [type, key] of records) {
      const without = (id: string, answer: unknown): string =>
        JSON.stringify(answer).replaceAll(encodeId(type, id), "");
      const ids = /"id":"[^"]*"/g;
      const foreign = without(key, await entity(samsung, type, key)).replaceAll(ids, "");
      const none = without("none", await entity(samsung, type, "none")).replaceAll(ids, "");
      expect([type, foreign]).toEqual([type, none]);
      expect(await entity(hyundai, type, key)).not.toBeNull();
    }
    const query = "query($id: ID!) { workload(id: $id) { id } }";
    const { data } = await rig.call(samsung, query, { id: encodeId("Workload", mine?._id ?? "") });
    expect(data).toEqual({ workload: null });
  });

  it("is forbidden altogether to who may see no fleet, and mutations to who may only read", async () => {
    const nobody = identity({ subject: "nobody", scopes: ["fleet:read"] });
    await expect(page(nobody, {})).rejects.toThrow("FORBIDDEN");
    for (const [type, fields] of Object.entries(FIELDS)) {
      await expect(entity(nobody, type as EntityType, "korea", fields)).rejects.toThrow("FORBIDDEN");
    }
    await expect(rig.submit(analyst, { project: "samsung-litho", gpuCount: 1 })).rejects.toThrow("FORBIDDEN");
    const reader = identity({ subject: "reader", scopes: ["fleet:read"], claims: { partner: "samsung" } });
    await expect(rig.cancel(reader, encodeId("Workload", "x"))).rejects.toThrow("FORBIDDEN");
    const blind = identity({ subject: "blind", scopes: ["workloads:write"], claims: { partner: "samsung" } });
    await expect(rig.submit(blind, { project: "samsung-litho", gpuCount: 1 })).rejects.toThrow("FORBIDDEN");
    expect((await rig.cancel(operatorIdentity(), encodeId("Workload", "x"))).refusal?.code).toBe("NOT_FOUND");
  });
});

import { describe, expect, it } from "@jest/globals";
import { inventoryModels } from "../../../subgraphs/inventory/models.ts";
import { serve } from "../../../subgraphs/inventory/server.ts";
import { xidEventModel } from "../../../subgraphs/kit/published/xid-event.ts";
import { testDatabase, type TestDatabase } from "../../support/mongo.ts";
import { serveOptions } from "../../support/running-subgraph.ts";
import { analystIdentity, callSubgraph } from "../../support/subgraph-call.ts";
import { until } from "../../support/until.ts";
import { uuidOf, writeFleet } from "./fleet.ts";

const FIRST = uuidOf("node-1", 0);
const SECOND = uuidOf("node-1", 1);
const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 23, 9, minute));

async function report({ databases }: TestDatabase, gpu: string, code: number, minute: number): Promise<void> {
  await xidEventModel(databases.workloads).create({ gpu, partner: "samsung", code, at: at(minute) });
}

async function gpu({ databases }: TestDatabase, uuid: string) {
  const found = await inventoryModels(databases).gpus.findById(uuid).lean();
  return { health: found?.health, lastXid: found?.lastXid };
}

describe("the follower of XID events", () => {
  it("applies what was there before, what comes, and what came while inventory was down", async () => {
    await using database = await testDatabase();
    await writeFleet(database);
    await report(database, FIRST, 94, 1);

    await using first = await running(database);
    await until(async () => (await gpu(database, FIRST)).health === "DEGRADED");
    await report(database, FIRST, 79, 2);
    await until(async () => (await gpu(database, FIRST)).health === "FAILED");
    await first[Symbol.asyncDispose]();

    await report(database, SECOND, 13, 3);
    await report(database, FIRST, 94, 4);
    expect(await gpu(database, SECOND)).toEqual({ health: "OK", lastXid: null });

    await using _second = await running(database);
    await until(async () => (await gpu(database, FIRST)).lastXid?.code === 94);
    expect(await gpu(database, FIRST)).toEqual({ health: "FAILED", lastXid: { code: 94, at: at(4) } });
    expect(await gpu(database, SECOND)).toEqual({ health: "OK", lastXid: { code: 13, at: at(3) } });
  });

  it("leaves a repaired GPU alone when all events are read again", async () => {
    await using database = await testDatabase();
    await writeFleet(database);
    await report(database, FIRST, 79, 1);
    await using first = await running(database);
    await until(async () => (await gpu(database, FIRST)).health === "FAILED");
    await first[Symbol.asyncDispose]();

    const models = inventoryModels(database.databases);
    await models.gpus.updateOne({ _id: FIRST }, { $set: { health: "OK" } });
    await models.resumeTokens.deleteMany({});
    await using _second = await running(database);
    await report(database, SECOND, 48, 2);
    await until(async () => (await gpu(database, SECOND)).health === "FAILED");
    expect(await gpu(database, FIRST)).toEqual({ health: "OK", lastXid: { code: 79, at: at(1) } });
  });

  // The exporter shows the last XID only, and a GPU that falls off its bus reports others behind it: who asks for the GPUs with
  // XID 79 of a day was not told of one that has reported a lesser one since.
  it("lets a GPU be found by an XID that another one has followed", async () => {
    await using database = await testDatabase();
    await writeFleet(database);
    await using subgraph = await running(database);
    const found = async (filter: string): Promise<unknown> => {
      const query = `{ gpus(filter: { ${filter} }) { totalCount nodes { uuid lastXid { code } xids { code at } } } }`;
      return (await callSubgraph(subgraph.url, analystIdentity(), query)).data?.["gpus"];
    };
    await report(database, FIRST, 79, 1);
    await report(database, FIRST, 31, 20);
    await until(async () => (await gpu(database, FIRST)).lastXid?.code === 31);
    const xids = [
      { code: 31, at: at(20).toISOString() },
      { code: 79, at: at(1).toISOString() },
    ];
    const first = { totalCount: 1, nodes: [{ uuid: FIRST, lastXid: { code: 31 }, xids }] };
    expect(await found("xidCodes: [48, 79]")).toEqual(first);
    expect(await found(`xidSince: "${at(0).toISOString()}", xidCodes: [79]`)).toEqual(first);
    // 79 is older than that, and what is younger is another one.
    const none = { totalCount: 0, nodes: [] };
    expect(await found(`xidSince: "${at(10).toISOString()}", xidCodes: [79]`)).toEqual(none);
    expect(await found("xidCodes: [48]")).toEqual(none);
    for (let minute = 21; minute < 41; minute++) await report(database, FIRST, 13, minute);
    await until(async () => (await gpu(database, FIRST)).lastXid?.at.getTime() === at(40).getTime());
    expect((await inventoryModels(database.databases).gpus.findById(FIRST).lean())?.xids).toHaveLength(16);
  });

  it.each([
    ["lies before MongoDB's history", (data: string) => `8250000000${data.slice(10)}`],
    ["is damaged", () => "8200"],
  ])("starts over when its place %s", async (_, spoil) => {
    await using database = await testDatabase();
    await writeFleet(database);
    const models = inventoryModels(database.databases);
    await using first = await running(database);
    await until(async () => (await models.resumeTokens.countDocuments()) === 1);
    await first[Symbol.asyncDispose]();

    const stored = await models.resumeTokens.findOne().lean();
    const token = stored?.token as { readonly _data: string } | undefined;
    await models.resumeTokens.updateOne({}, { $set: { token: { _data: spoil(token?._data ?? "") } } });
    await report(database, FIRST, 79, 1);
    await using _second = await running(database);
    await until(async () => (await gpu(database, FIRST)).health === "FAILED");
  });
});

/** Inventory over a database, until it is disposed of. */
async function running(database: TestDatabase): Promise<AsyncDisposable & { readonly url: string }> {
  const subgraph = await serve(serveOptions(database));
  let closed: Promise<void> | null = null;
  return { url: subgraph.url, [Symbol.asyncDispose]: () => (closed ??= subgraph.close()) };
}

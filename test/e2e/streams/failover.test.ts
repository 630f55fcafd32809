import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { MongoMemoryReplSet } from "mongodb-memory-server-core";
import mongoose from "mongoose";
import { locateMongod } from "../../../scripts/locate-mongod.ts";
import { type PrincipalName, startSystem, type System, until } from "../../support/system.ts";
import { readFeed } from "./feed-truth.ts";
import { judge, truthIn } from "./judge.ts";
import { Ledger } from "./ledger.ts";

const PARTNERS: readonly PrincipalName[] = ["samsung", "sk", "analyst"];

describe("streams over a replica set of three", () => {
  let replicaSet: MongoMemoryReplSet;
  let system: System;

  beforeAll(async () => {
    const { MONGODB_URI: _ofTheRun, ...environment } = process.env;
    const mongod = await locateMongod({
      environment,
      cachePath: "node_modules/.cache/mongod",
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
    if (mongod.kind !== "binary") throw new Error("a replica set of its own needs a mongod");
    replicaSet = await MongoMemoryReplSet.create({
      replSet: { count: 3, storageEngine: "wiredTiger" },
      binary: { systemBinary: mongod.path, version: mongod.version, checkMD5: false },
    });
    system = await startSystem({ mongodbUri: replicaSet.getUri() });
    await until(
      async () => await system.ask("analyst", "{ fleet { utilisation { coverage } } }"),
      (answer) => Number(JSON.stringify(answer).match(/"coverage":([\d.]+)/)?.[1] ?? 0) > 0.8,
      60_000,
    );
  }, 180_000);

  afterAll(async () => {
    await system[Symbol.asyncDispose]();
    await replicaSet.stop();
  }, 60_000);

  it("lose and double nothing when the primary is killed in a storm of writes", async () => {
    const ledgers = Array.from({ length: 24 }, (_, index) => {
      const principal = PARTNERS[index % PARTNERS.length] ?? "analyst";
      const ledger = new Ledger({
        filter: {},
        transport: index % 2 === 0 ? "webSocket" : "sse",
        groupBy: index % 4 < 2 ? ["PARTNER", "SITE"] : [],
        every: index % 6 === 0 ? "1s" : null,
        token: async () => await system.token(principal),
        url: system.url,
      });
      return { ledger, partner: principal === "analyst" ? null : principal };
    });
    try {
      await until(
        async () => ledgers.filter(({ ledger }) => ledger.frames.length < 3).length,
        (waiting) => waiting === 0,
        30_000,
      );
      const before = (await newestDocument()) ?? 0;
      await killPrimary();
      const after = await until(newestDocument, (seq) => seq !== null && seq > before + 5, 90_000);
      await until(
        async () => ledgers.filter(({ ledger }) => ledger.seq < (after ?? 0)).map(({ ledger }) => ledger.seq),
        (behind) => behind.length === 0,
        60_000,
      );
    } finally {
      await Promise.all(ledgers.map(async ({ ledger }) => await ledger.stop()));
    }
    const feed = await readFeed(system.mongo, system.databasePrefix);
    expect(feed.epochs).toHaveLength(1);
    expect(judge(truthIn(feed), ledgers)).toEqual({ lost: [], doubled: [], foreign: [], wrong: [] });
    // Nobody had to come back: it was the subgraph's database that failed over.
    expect(ledgers.flatMap(({ ledger }) => ledger.breaks.slice(0, -1))).toEqual([]);
  }, 240_000);

  /** Null while there is no primary. */
  async function newestDocument(): Promise<number | null> {
    return await readFeed(system.mongo, system.databasePrefix).then(
      ({ documents }) => documents.at(-1)?._id ?? 0,
      () => null,
    );
  }

  async function killPrimary(): Promise<void> {
    const admin = await mongoose.mongo.MongoClient.connect(replicaSet.getUri());
    const { primary } = (await admin.db("admin").command({ hello: 1 })) as { primary: string };
    await admin.close();
    const port = Number(primary.split(":")[1]);
    const server = replicaSet.servers.find(({ instanceInfo }) => instanceInfo?.port === port);
    const pid = server?.instanceInfo?.instance.mongodProcess?.pid;
    if (pid === undefined) throw new Error(`no server of ours is ${primary}`);
    process.kill(pid, "SIGKILL");
  }
});

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { MongoMemoryReplSet } from "mongodb-memory-server-core";
import { locateMongod } from "../../../../scripts/locate-mongod.ts";
import { type Databases, openDatabases } from "../../../../subgraphs/kit/database.ts";
import { createLog } from "../../../../subgraphs/kit/log.ts";
import {
  GPUS,
  emptyNumbers,
  packCell,
  type PackedCells,
  REPORTING,
} from "../../../../subgraphs/workloads/telemetry/cells.ts";
import {
  ensureTelemetryCollections,
  telemetryCollections,
  type TelemetryCollections,
} from "../../../../subgraphs/workloads/telemetry/collections.ts";
import { FeedWriter } from "../../../../subgraphs/workloads/telemetry/feed-writer.ts";
import type { Frame } from "../../../../subgraphs/workloads/telemetry/frame.ts";
import { type LiveState, openLiveState } from "../../../../subgraphs/workloads/telemetry/live-state.ts";
import { type Cleanup, createCleanup } from "../../../support/cleanup.ts";
import { startTcpProxy, type TcpProxy } from "../../../support/tcp-proxy.ts";
import { eventually, openFence, queryOf } from "./telemetry-rig.ts";

const CONNECT_TIMEOUT_MS = 2_000;
/** MongoDB's code for a change stream whose place is not in the oplog any more. */
const CHANGE_STREAM_HISTORY_LOST = 286;

describe("the live state, when its change stream has lost its history", () => {
  let replicaSet: MongoMemoryReplSet;
  /** Before the replica set, for the one who reads. */
  let proxy: TcpProxy;

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
      replSet: { count: 1, storageEngine: "wiredTiger", args: ["--oplogSize", "1", "--syncdelay", "1"] },
      binary: { systemBinary: mongod.path, version: mongod.version, checkMD5: false },
    });
    proxy = await startTcpProxy([mongodUrl()]);
  }, 60_000);

  afterAll(async () => {
    await proxy[Symbol.asyncDispose]();
    await replicaSet.stop();
  }, 60_000);

  const mongodUrl = (): string => `http://127.0.0.1:${replicaSet.servers[0]?.instanceInfo?.port}`;

  it("goes on with every document, as long as the feed has them", async () => {
    await using world = await open();
    const first = await world.next();
    expect(first).toMatchObject({ snapshot: true, gap: false });
    await world.away(async () => {
      for (let reporting = 1; reporting <= 3; reporting += 1) await world.append(reporting);
    });
    for (let reporting = 1; reporting <= 3; reporting += 1) {
      expect(await world.next()).toMatchObject({
        seq: first.seq + reporting,
        epoch: first.epoch,
        gap: false,
        items: [{ reportingGpuCount: reporting }],
      });
    }
    await world.append(4);
    expect(await world.next()).toMatchObject({ seq: first.seq + 4, items: [{ reportingGpuCount: 4 }] });
  }, 60_000);

  it("tells of the gap, when the feed has lost the documents too", async () => {
    await using world = await open();
    await world.next();
    await world.away(async () => {
      await world.append(1);
      await world.feed.keyframe(new Date());
      await world.collections.feed.deleteMany({});
      await world.append(2);
    });
    expect(await world.next()).toMatchObject({ snapshot: true, gap: true, items: [{ reportingGpuCount: 2 }] });
    await world.append(3);
    expect(await world.next()).toMatchObject({ snapshot: false, gap: false, items: [{ reportingGpuCount: 3 }] });
  }, 60_000);

  // A feed that had begun anew, and had not come as far as the old one, was taken for nothing new: streams stood still, and
  // the state of the feed that is no more was told as the present one, until its next document.
  it("begins a new epoch with a gap, when another feed has taken the place of the one it followed", async () => {
    await using world = await open();
    let last = await world.next();
    for (let reporting = 1; reporting <= 3; reporting += 1) await world.append(reporting);
    for (let reporting = 1; reporting <= 3; reporting += 1) last = await world.next();
    await world.away(async () => {
      await world.beginAnew();
      await world.append(5);
    });
    const gap = await world.next();
    expect(gap).toMatchObject({ snapshot: true, gap: true, items: [{ reportingGpuCount: 5 }] });
    expect(gap.epoch).not.toBe(last.epoch);
    await world.append(6);
    expect(await world.next()).toMatchObject({ epoch: gap.epoch, gap: false, items: [{ reportingGpuCount: 6 }] });
    // A cursor of the old epoch is honoured by a gap, too.
    expect(await world.nextAfter(last)).toMatchObject({ snapshot: true, gap: true, items: [{ reportingGpuCount: 6 }] });
  }, 60_000);

  it.each(["dropped", "renamed"] as const)(
    "goes on when the feed's collection is %s under it",
    async (how) => {
      await using world = await open();
      const first = await world.next();
      const { feed } = world.collections;
      if (how === "dropped") await feed.drop();
      else await feed.rename(`feed-of-old-${how}`);
      await world.beginAnew();
      await world.append(5);
      const gap = await world.next();
      expect(gap).toMatchObject({ snapshot: true, gap: true, items: [{ reportingGpuCount: 5 }] });
      expect(gap.epoch).not.toBe(first.epoch);
      await world.append(6);
      expect(await world.next()).toMatchObject({ epoch: gap.epoch, gap: false, items: [{ reportingGpuCount: 6 }] });
      // MongoDB lets go of what is old in the new collection, too.
      await world.feed.keyframe(new Date());
      expect(await feed.indexes()).toContainEqual(
        expect.objectContaining({ key: { at: 1 }, expireAfterSeconds: 900 + 180 }),
      );
    },
    60_000,
  );

  /** A feed, one who writes it, and one who reads it through the proxy. */
  interface World extends AsyncDisposable {
    readonly feed: FeedWriter;
    readonly collections: TelemetryCollections;
    append(reporting: number): Promise<void>;
    /** Puts an empty feed of another epoch in the place of what there is. */
    beginAnew(): Promise<void>;
    next(): Promise<Frame>;
    /** The first frame for one who comes back after this one. */
    nextAfter(frame: Frame): Promise<Frame>;
    /** Keeps the reader from MongoDB until the work is done and the oplog holds nothing of the time before. */
    away(work: () => Promise<void>): Promise<void>;
  }

  async function open(): Promise<World> {
    const cleanup = createCleanup();
    try {
      return await openWith(cleanup);
    } catch (error) {
      await cleanup[Symbol.asyncDispose]();
      throw error;
    }
  }

  async function openWith(cleanup: Cleanup): Promise<World> {
    proxy.setTargets([mongodUrl()]);
    const databasePrefix = `lost-${Math.random().toString(36).slice(2)}`;
    const connect = async (mongodbUri: string): Promise<Databases> => {
      const databases = await openDatabases({ mongodbUri, databasePrefix, connectTimeoutMs: CONNECT_TIMEOUT_MS });
      cleanup.defer(async () => await databases.close());
      return databases;
    };
    const direct = await connect(replicaSet.getUri());
    const { workloads } = direct;
    await ensureTelemetryCollections(workloads, { rawMs: 900_000, feedMs: 900_000 });
    const collections = telemetryCollections(workloads);
    const openFeed = async (): Promise<FeedWriter> =>
      await FeedWriter.open({
        collections,
        fence: openFence(workloads),
        retentionMs: 900_000,
        keyframeEveryMs: 60_000,
      });
    let feed = await openFeed();
    await feed.append(new Date(), cells(8));
    const errors: unknown[] = [];
    const log = createLog("test", "silent");
    const warn = (context: unknown): void => void errors.push((context as { err?: { code?: unknown } }).err?.code);
    const stopping = new AbortController();
    const live: LiveState = await openLiveState({
      databases: await connect(`${proxy.url.replace("http", "mongodb")}/?directConnection=true`),
      log: Object.assign(log, { warn }),
      signal: stopping.signal,
    });
    cleanup.defer(async () => await live.close());
    const { signal } = stopping;
    const frames = live.frames(queryOf(), { everyMs: null, afterSeq: null, epoch: null, signal });
    cleanup.defer(async () => void (await frames.return?.()));
    const valueOf = ({ done, value }: IteratorResult<Frame>): Frame => {
      if (done === true) throw new Error("the stream has ended");
      return value;
    };
    return {
      get feed() {
        return feed;
      },
      collections,
      append: async (reporting) => await feed.append(new Date(), cells(reporting)),
      async beginAnew() {
        await collections.feed.deleteMany({});
        await collections.keyframes.deleteMany({});
        feed = await openFeed();
      },
      next: async () => valueOf(await frames.next()),
      async nextAfter({ seq: afterSeq, epoch }) {
        const others = live.frames(queryOf(), { everyMs: null, afterSeq, epoch, signal });
        const frame = valueOf(await others.next());
        await others.return?.();
        return frame;
      },
      async away(work) {
        proxy.setTargets([]);
        proxy.cut();
        const since = await newestOplogEntry(direct);
        await work();
        await rollOplogOver(direct, since);
        proxy.setTargets([mongodUrl()]);
        await eventually(
          async () => errors,
          (seen) => seen.includes(CHANGE_STREAM_HISTORY_LOST),
        );
      },
      [Symbol.asyncDispose]: async () => await cleanup[Symbol.asyncDispose](),
    };
  }
});

/** One cell of eight GPUs. */
function cells(reporting: number): PackedCells {
  const numbers = emptyNumbers();
  numbers[GPUS] = 8;
  numbers[REPORTING] = reporting;
  const id = { partner: "samsung", site: "gumi", model: "B200", project: null, workload: null };
  return { samsung: [packCell(id, numbers)] };
}

interface OplogEntry {
  readonly ts: { compare(other: unknown): number };
}

async function newestOplogEntry({ workloads }: Databases): Promise<OplogEntry> {
  return await oplogEntry({ workloads }, -1);
}

async function oplogEntry({ workloads }: Pick<Databases, "workloads">, natural: 1 | -1): Promise<OplogEntry> {
  const oplog = workloads.useDb("local").collection<OplogEntry>("oplog.rs");
  const entry = await oplog.findOne({}, { sort: { $natural: natural } });
  if (entry === null) throw new Error("the oplog is empty");
  return entry;
}

/** Writes until the oplog holds nothing of that time any more. */
async function rollOplogOver(databases: Databases, since: OplogEntry): Promise<void> {
  const padding = databases.workloads.collection("padding");
  await eventually(
    async () => {
      for (let count = 0; count < 4; count += 1) await padding.insertOne({ text: "x".repeat(1_000_000) });
      return await oplogEntry(databases, 1);
    },
    ({ ts }) => ts.compare(since.ts) > 0,
  );
}

/**
 * What collecting the whole fleet costs: 260,000 GPUs at 10 s, from pages over HTTP to feed, raw store and roll-ups in
 * MongoDB. A second process replays rendered pages and a third reads the live state, so that the CPU of this one is the
 * collector's alone.
 */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createLog } from "../../subgraphs/kit/log.ts";
import { GPUS_PER_NODE, nodeModel, type NodeDocument } from "../../subgraphs/kit/published/node.ts";
import { placementModel } from "../../subgraphs/kit/published/placement.ts";
import { type Collector, runCollector } from "../../subgraphs/workloads/telemetry/collector.ts";
import { type SampleDocument, telemetryCollections } from "../../subgraphs/workloads/telemetry/collections.ts";
import { readPacked, NO_PAGE } from "../../subgraphs/workloads/telemetry/columns.ts";
import { createPageMemory, PageParser } from "../../subgraphs/workloads/telemetry/parse-page.ts";
import { createCleanup } from "../../test/support/cleanup.ts";
import { type TestDatabase, testDatabase } from "../../test/support/mongo.ts";
import { quantile, rounded } from "../statistics.ts";
import { replayedHostname, replayedUuid } from "./exporter.ts";
import type { FrameSeen } from "./live-reader.ts";

const NODES = 32_500;
const QUICK_NODES = 4_000;
const INTERVAL_MS = 10_000;
/** Every node is asked once before anything is measured, so that its labels are known. */
const WARM_UP_MS = 12_000;
/** Six rounds, and one minute of which a roll-up is made. */
const MEASURED_MS = 60_000;
const QUICK_MEASURED_MS = 20_000;
/** From a scrape to its document, at the most. */
const SETTLE_MS = 3_000;
/** What is compacted at the end of an hour is no sample document any more, and the loss is counted in those. */
const CLEAR_OF_HOUR_MS = 30_000;
const HOUR_MS = 3_600_000;
const NODES_A_WORKLOAD = 16;
const PARTNERS = ["government", "samsung", "sk", "hyundai", "naver"] as const;

/** Metrics by name, all `ingest.…`. @throws Error when MONGODB_URI names no replica set */
export async function measureIngest(
  print: (line: string) => void,
  { quick }: { readonly quick: boolean },
): Promise<Record<string, number>> {
  const nodeCount = quick ? QUICK_NODES : NODES;
  const measuredMs = quick ? QUICK_MEASURED_MS : MEASURED_MS;
  await using cleanup = createCleanup();
  const database = cleanup.use(await testDatabase());
  const exporter = spawnPart("exporter.js", ["--replay"]);
  cleanup.defer(async () => await end(exporter));
  const [{ port }] = (await once(exporter, "message")) as [{ port: number }];
  const exporterUrl = `http://127.0.0.1:${port}/nodes/{hostname}`;
  await seed(database, nodeCount);
  const parseUs = await parsingUs(exporterUrl);
  await clearOfTheHour(WARM_UP_MS + measuredMs + 2 * SETTLE_MS, print);

  const stopping = new AbortController();
  const collector = runCollector({
    databases: database.databases,
    config: { scrapeIntervalMs: INTERVAL_MS, exporterUrl },
    log: createLog("bench", "error"),
    signal: stopping.signal,
  });
  cleanup.defer(async () => {
    stopping.abort();
    await collector.stopped;
  });
  const frames: FrameSeen[] = [];
  const reader = spawnPart("live-reader.js", [database.mongodbUri, database.databasePrefix]);
  cleanup.defer(async () => await end(reader));
  reader.on("message", (frame: FrameSeen) => void frames.push(frame));
  await pass(WARM_UP_MS);
  frames.length = 0;
  const before = await reading(database, collector);
  await pass(measuredMs);
  const after = await reading(database, collector);
  const seen = [...frames];
  await pass(SETTLE_MS);

  const seconds = (after.atMs - before.atMs) / 1000;
  const samples = after.samples - before.samples;
  const metrics = {
    "ingest.samplesPerSecond": rounded(samples / seconds),
    "ingest.collectorCores": rounded((after.cpuUs - before.cpuUs) / 1e6 / seconds),
    "ingest.mongodCores": rounded((after.mongodUs - before.mongodUs) / 1e6 / seconds),
    "ingest.lost": await lost(database, before.date, after.date),
    "ingest.storedBytesPerSample": rounded(await storedBytes(database)),
    "ingest.frameAgeP99Ms": rounded(quantile(oldestScrapeAges(seen), 0.99)),
    "ingest.frames": seen.length,
    "ingest.parseUsPerPage": rounded(parseUs),
    "ingest.rssMiB": rounded(process.memoryUsage.rss() / 2 ** 20),
  };
  const gpus = (nodeCount * GPUS_PER_NODE).toLocaleString("en");
  print(`${gpus} GPUs asked every 10 s; a second process replays rendered pages of 20 kB over HTTP`);
  for (const [name, value] of Object.entries(metrics)) print(`${name} ${value}`);
  return metrics;
}

function spawnPart(script: string, args: readonly string[]): ChildProcess {
  return fork(fileURLToPath(new URL(`./${script}`, import.meta.url)), args);
}

/** Ends a process that goes when its parent does. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, "exit");
  child.disconnect();
  await gone;
}

/** How old the oldest scrape that a frame is the first to tell of was when a reader had the frame, in ms. */
function oldestScrapeAges(frames: readonly FrameSeen[]): number[] {
  return frames.slice(1).map(({ seenAtMs }, index) => seenAtMs - (frames[index]?.atMs ?? Number.NaN));
}

/** GPU samples that should stand in the raw store between two instants, and do not: rounds left out, pages that failed. */
async function lost({ databases }: TestDatabase, from: Date, to: Date): Promise<number> {
  const { samples } = telemetryCollections(databases.workloads);
  const last = new Map<string, number>();
  let missing = 0;
  const roundsLeftOut = (sinceMs: number, untilMs: number): number =>
    Math.max(0, Math.round((untilMs - sinceMs) / INTERVAL_MS) - 1);
  const sizes = new Map<string, number>();
  type Told = Pick<SampleDocument, "batch" | "at" | "gpuCount" | "delays">;
  const projection = { batch: 1, at: 1, gpuCount: 1, delays: 1 };
  for await (const told of samples.find<Told>({ at: { $gte: from, $lt: to } }, { sort: { at: 1 }, projection })) {
    const atMs = told.at.getTime();
    missing += roundsLeftOut(last.get(told.batch) ?? atMs - INTERVAL_MS, atMs) * told.gpuCount;
    for (let node = 0; node < told.gpuCount / GPUS_PER_NODE; node++) {
      if (readPacked(told.delays, node) === NO_PAGE) missing += GPUS_PER_NODE;
    }
    last.set(told.batch, atMs);
    sizes.set(told.batch, told.gpuCount);
  }
  for await (const { _id, nodes } of telemetryCollections(databases.workloads).batches.find()) {
    const since = last.get(_id) ?? from.getTime();
    missing += roundsLeftOut(since, to.getTime()) * (sizes.get(_id) ?? nodes.length * GPUS_PER_NODE);
  }
  return missing;
}

/** Waits until an hour that would end during a measurement is over. */
async function clearOfTheHour(neededMs: number, print: (line: string) => void): Promise<void> {
  const leftMs = HOUR_MS - (Date.now() % HOUR_MS);
  const waitMs = leftMs < neededMs ? leftMs + CLEAR_OF_HOUR_MS : Math.max(0, leftMs + CLEAR_OF_HOUR_MS - HOUR_MS);
  if (waitMs === 0) return;
  print(`waits ${Math.ceil(waitMs / 1000)} s, until the hour is over`);
  await pass(waitMs);
}

interface Reading {
  readonly date: Date;
  readonly atMs: number;
  readonly cpuUs: number;
  readonly mongodUs: number;
  readonly samples: number;
}

async function reading({ databases }: TestDatabase, { counts }: Collector): Promise<Reading> {
  const status = await databases.workloads.db?.admin().serverStatus();
  const { user_time_us: user = 0, system_time_us: system = 0 } = (status?.["extra_info"] ?? {}) as Record<
    string,
    number
  >;
  const cpu = process.cpuUsage();
  return {
    date: new Date(),
    atMs: performance.now(),
    cpuUs: cpu.user + cpu.system,
    mongodUs: user + system,
    samples: counts.gpuSamples,
  };
}

/** Microseconds to parse a page whose labels are known. */
async function parsingUs(exporterUrl: string): Promise<number> {
  const response = await fetch(exporterUrl.replace("{hostname}", replayedHostname(0)));
  const page = Buffer.from(await response.arrayBuffer());
  const gpus = Array.from({ length: GPUS_PER_NODE }, (_, slot) => replayedUuid(0, slot));
  const parser = new PageParser();
  const memory = createPageMemory();
  for (let turn = 0; turn < 2000; turn++) parser.parse(page, gpus, memory);
  const began = process.cpuUsage();
  const turns = 10_000;
  for (let turn = 0; turn < turns; turn++) parser.parse(page, gpus, memory);
  const spent = process.cpuUsage(began);
  return (spent.user + spent.system) / turns;
}

/** Bytes that a GPU sample takes on disk, with its share of the indexes. */
async function storedBytes({ databases }: TestDatabase): Promise<number> {
  await databases.workloads.db?.admin().command({ fsync: 1 });
  const { samples } = telemetryCollections(databases.workloads);
  const [stats] = await samples.aggregate([{ $collStats: { storageStats: {} } }]).toArray();
  const { size = 0, totalSize = 0 } = (stats?.["storageStats"] ?? {}) as Record<string, number>;
  const [counted] = await samples.aggregate([{ $group: { _id: null, gpus: { $sum: "$gpuCount" } } }]).toArray();
  return Math.min(size, totalSize) / Number(counted?.["gpus"] ?? 1);
}

async function seed({ databases }: TestDatabase, nodeCount: number): Promise<void> {
  const provenance = { kind: "SIMULATED", source: "bench", date: "2026-11-23" } as const;
  const nodes = Array.from({ length: nodeCount }, (_, node): NodeDocument => {
    const partner = PARTNERS[Math.floor((node * PARTNERS.length) / nodeCount)] ?? "naver";
    return {
      _id: replayedHostname(node),
      partner,
      site: `${partner}-${Math.floor(node / 500) % 3}`,
      rack: `rack-${Math.floor(node / 4)}`,
      model: "B200",
      status: "ALLOCATED",
      statusReason: null,
      allocatedMask: 255,
      freeGpus: 0,
      gpus: Array.from({ length: GPUS_PER_NODE }, (_, slot) => replayedUuid(node, slot)),
      programme: "bench",
      owner: partner,
      operator: partner,
      ratedPowerWatts: 14_300,
      provenance,
    };
  });
  const placements = nodes.map(({ _id: node, partner, site, model, gpus }, number) => {
    const workload = `w-${Math.floor(number / NODES_A_WORKLOAD)}`;
    const project = `${partner}-${Math.floor(number / 200) % 8}`;
    const facts = { node, partner, site, model, gpus, workload, project, kind: "PRETRAIN" as const };
    return { ...facts, _id: `${workload}:${node}`, mask: 255, startedAt: new Date(0) };
  });
  await nodeModel(databases.inventory).collection.insertMany(nodes as never[]);
  await placementModel(databases.workloads).collection.insertMany(placements as never[]);
}

async function pass(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

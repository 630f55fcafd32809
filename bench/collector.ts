/**
 * What the collector costs at the whole fleet: 260,000 GPUs at 10 s, from pages over HTTP to feed and raw store in
 * MongoDB. A second process replays rendered pages; the collector runs in this one, whose CPU is measured.
 */

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createLog } from "../subgraphs/kit/log.ts";
import { GPUS_PER_NODE, nodeModel, type NodeDocument } from "../subgraphs/kit/published/node.ts";
import { placementModel } from "../subgraphs/kit/published/placement.ts";
import { type Collector, runCollector } from "../subgraphs/workloads/telemetry/collector.ts";
import { telemetryCollections } from "../subgraphs/workloads/telemetry/collections.ts";
import { createPageMemory, PageParser } from "../subgraphs/workloads/telemetry/parse-page.ts";
import { createCleanup } from "../test/support/cleanup.ts";
import { type TestDatabase, testDatabase } from "../test/support/mongo.ts";
import { replayedHostname, replayedUuid } from "./exporter.ts";
import { rounded } from "./statistics.ts";

const NODES = 32_500;
const INTERVAL_MS = 10_000;
/** Every node is asked once before anything is measured, so that its labels are known. */
const WARM_UP_MS = 12_000;
const MEASURED_MS = 12_000;
const NODES_A_WORKLOAD = 16;
const PARTNERS = ["government", "samsung", "sk", "hyundai", "naver"] as const;

/** Measures for about 35 s. @throws Error when MONGODB_URI names no replica set */
export async function benchCollector(print: (line: string) => void): Promise<Record<string, number>> {
  await using cleanup = createCleanup();
  const database = cleanup.use(await testDatabase());
  const exporter = fork(fileURLToPath(new URL("./exporter.js", import.meta.url)), ["--replay"]);
  cleanup.defer(async () => {
    exporter.disconnect();
    await once(exporter, "exit");
  });
  const [{ port }] = (await once(exporter, "message")) as [{ port: number }];
  const exporterUrl = `http://127.0.0.1:${port}/nodes/{hostname}`;
  await seed(database);
  const parseUs = await parsingUs(exporterUrl);

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
  await pass(WARM_UP_MS);
  const before = await reading(database, collector);
  await pass(MEASURED_MS);
  const after = await reading(database, collector);

  const seconds = (after.atMs - before.atMs) / 1000;
  const samples = after.samples - before.samples;
  const stored = await storedBytes(database);
  const metrics = {
    "collector.samplesPerSecond": rounded(samples / seconds),
    "collector.cores": rounded((after.cpuUs - before.cpuUs) / 1e6 / seconds),
    "collector.cpuUsPerSample": rounded((after.cpuUs - before.cpuUs) / samples),
    "collector.parseUsPerPage": rounded(parseUs),
    "collector.mongodCores": rounded((after.mongodUs - before.mongodUs) / 1e6 / seconds),
    "collector.storedBytesPerSample": rounded(stored),
    "collector.failedScrapes": after.failed - before.failed,
    "collector.rssMiB": rounded(process.memoryUsage.rss() / 2 ** 20),
  };
  print("260,000 GPUs asked every 10 s; a second process replays rendered pages of 20 kB over HTTP");
  for (const [name, value] of Object.entries(metrics)) print(`${name} ${value}`);
  return metrics;
}

interface Reading {
  readonly atMs: number;
  readonly cpuUs: number;
  readonly mongodUs: number;
  readonly samples: number;
  readonly failed: number;
}

async function reading({ databases }: TestDatabase, { counts }: Collector): Promise<Reading> {
  const status = await databases.workloads.db?.admin().serverStatus();
  const { user_time_us: user = 0, system_time_us: system = 0 } = (status?.["extra_info"] ?? {}) as Record<
    string,
    number
  >;
  const cpu = process.cpuUsage();
  return {
    atMs: performance.now(),
    cpuUs: cpu.user + cpu.system,
    mongodUs: user + system,
    samples: counts.gpuSamples,
    failed: counts.failedScrapes,
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

async function seed({ databases }: TestDatabase): Promise<void> {
  const provenance = { kind: "SIMULATED", source: "bench", date: "2026-11-23" } as const;
  const nodes = Array.from({ length: NODES }, (_, node): NodeDocument => {
    const partner = PARTNERS[Math.floor((node * PARTNERS.length) / NODES)] ?? "naver";
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

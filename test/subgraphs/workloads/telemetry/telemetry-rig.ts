/** A small fleet: nodes and placements in MongoDB, and an HTTP server that serves each node's page as the test says. */

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Connection } from "mongoose";
import { createLog } from "../../../../subgraphs/kit/log.ts";
import { nodeModel, type NodeDocument } from "../../../../subgraphs/kit/published/node.ts";
import { placementModel } from "../../../../subgraphs/kit/published/placement.ts";
import { type Collector, runCollector } from "../../../../subgraphs/workloads/telemetry/collector.ts";
import {
  ensureTelemetryCollections,
  telemetryCollections,
  type TelemetryCollections,
} from "../../../../subgraphs/workloads/telemetry/collections.ts";
import {
  ensureTierCollections,
  type TierCollections,
  tierCollections,
} from "../../../../subgraphs/workloads/telemetry/tiers/tier-collections.ts";
import { DAY_MS, type TierRetentions } from "../../../../subgraphs/workloads/telemetry/tiers/tiers.ts";
import type { Frame, UtilisationQuery } from "../../../../subgraphs/workloads/telemetry/frame.ts";
import type { Fence } from "../../../../subgraphs/workloads/telemetry/fence.ts";
import { type LiveState, openLiveState } from "../../../../subgraphs/workloads/telemetry/live-state.ts";
import { createCleanup } from "../../../support/cleanup.ts";
import { type TestDatabase, testDatabase } from "../../../support/mongo.ts";
import { type GpuValues, nodePage, uuidOf } from "./exporter-text.ts";

const SCRAPE_INTERVAL_MS = 400;

const TEN_YEARS_MS = 3650 * DAY_MS;
/** Tests write samples of fixed times, which MongoDB is not to let go however late they run. */
export const KEPT: TierRetentions = {
  rawMs: TEN_YEARS_MS,
  nodeMs: TEN_YEARS_MS,
  gpuMs: TEN_YEARS_MS,
  fineMs: TEN_YEARS_MS,
  coarseMs: null,
};

/** What a node's exporter does when asked. */
export type Exporter =
  | { readonly kind: "values"; readonly values: readonly (GpuValues | null)[] }
  | { readonly kind: "raw"; readonly answer: (response: ServerResponse) => void };

export interface NodeSpec {
  readonly hostname: string;
  readonly partner: string;
  readonly site?: string;
  readonly model?: string;
  readonly gpuCount?: number;
  readonly rack?: string;
}

export interface TelemetryRig extends AsyncDisposable {
  readonly database: TestDatabase;
  /** Address of a node's page, with `{hostname}` in it. */
  readonly exporterUrl: string;
  readonly collections: TelemetryCollections & TierCollections;
  /** What each node answers from now on. */
  readonly serve: (hostname: string, exporter: Exporter) => void;
  /** Lines that were logged, parsed. */
  readonly logged: Record<string, unknown>[];
  readonly addNode: (spec: NodeSpec) => Promise<readonly string[]>;
  readonly place: (hostname: string, mask: number, holder: { project: string; workload: string }) => Promise<string>;
  /** Starts a collector that publishes every 50 ms unless told; `stop` ends it as SIGTERM does. */
  readonly collect: (flushIntervalMs?: number) => { readonly collector: Collector; readonly stop: () => Promise<void> };
  readonly openLive: (queueCapacity?: number) => Promise<LiveState>;
}

export async function telemetryRig(): Promise<TelemetryRig> {
  const cleanup = createCleanup();
  const database = cleanup.use(await testDatabase());
  const { databases } = database;
  await ensureTelemetryCollections(databases.workloads, { rawMs: KEPT.rawMs, feedMs: 900_000 });
  await ensureTierCollections(databases.workloads, KEPT);
  await placementModel(databases.workloads).createCollection();
  await nodeModel(databases.inventory).createCollection();
  const exporters = new Map<string, Exporter>();
  const gpusOf = new Map<string, readonly string[]>();
  const server = createServer((request, response) => {
    const hostname = decodeURIComponent((request.url ?? "").split("/")[2] ?? "");
    const exporter = exporters.get(hostname);
    if (exporter === undefined) response.writeHead(404).end();
    else if (exporter.kind === "raw") exporter.answer(response);
    else response.end(nodePage(hostname, gpusOf.get(hostname) ?? [], exporter.values));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanup.defer(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const exporterUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/nodes/{hostname}/metrics`;
  const logged: Record<string, unknown>[] = [];
  const log = createLog("test", "info");
  const listen = (level: string) => (first: unknown, message?: string) => {
    logged.push({ level, ...(typeof first === "object" ? first : {}), msg: message ?? first });
  };
  const quiet = Object.assign(log, { info: listen("info"), warn: listen("warn"), error: listen("error") });

  const collect: TelemetryRig["collect"] = (flushIntervalMs = 50) => {
    const stopping = new AbortController();
    const config = { scrapeIntervalMs: SCRAPE_INTERVAL_MS, exporterUrl, flushIntervalMs, leaseMs: 1000 };
    const collector = runCollector({
      databases,
      config: { ...config, keyframeIntervalMs: 500 },
      log: quiet,
      signal: stopping.signal,
    });
    const stop = async (): Promise<void> => {
      stopping.abort();
      await collector.stopped;
    };
    cleanup.defer(stop);
    return { collector, stop };
  };

  return {
    database,
    exporterUrl,
    collections: { ...telemetryCollections(databases.workloads), ...tierCollections(databases.workloads) },
    logged,
    serve: (hostname, exporter) => void exporters.set(hostname, exporter),
    addNode: async ({ hostname, partner, site = "gumi", model = "B200", gpuCount = 8, rack = "r1" }) => {
      const gpus = Array.from({ length: gpuCount }, (_, slot) => uuidOf(hostname, slot));
      gpusOf.set(hostname, gpus);
      await nodeModel(databases.inventory).create({
        _id: hostname,
        partner,
        site,
        rack,
        model,
        status: "IDLE",
        statusReason: null,
        allocatedMask: 0,
        freeGpus: gpuCount,
        gpus,
        programme: "p",
        owner: "o",
        operator: "o",
        ratedPowerWatts: 14_300,
        provenance: { kind: "SIMULATED", source: "test", date: "2026-11-23" },
      });
      return gpus;
    },
    place: async (hostname, mask, { project, workload }) => {
      const node = await nodeModel(databases.inventory).findById(hostname).orFail().lean<NodeDocument>();
      const gpus = node.gpus.filter((_, slot) => (mask & (1 << slot)) !== 0);
      const { partner, site, model } = node;
      const _id = `${workload}:${hostname}`;
      await placementModel(databases.workloads).create({
        _id,
        workload,
        kind: "PRETRAIN",
        node: hostname,
        partner,
        site,
        model,
        project,
        mask,
        gpus,
        startedAt: new Date(),
      });
      return _id;
    },
    collect,
    openLive: async (queueCapacity) => {
      const signal = new AbortController().signal;
      const state = await openLiveState({ databases, log: quiet, signal, ...(queueCapacity ? { queueCapacity } : {}) });
      cleanup.defer(async () => await state.close());
      return state;
    },
    [Symbol.asyncDispose]: async () => await cleanup[Symbol.asyncDispose](),
  };
}

/** A fence that lets everything through: who writes is alone. */
export function openFence(workloads: Connection): Fence {
  return async (work) =>
    await workloads.getClient().withSession(async (session) => await session.withTransaction(() => work(session)));
}

/** Says of samples that they were written, as collectors do in the transaction that writes them. */
export async function markSamples({ shards }: Pick<TelemetryCollections, "shards">, sinceMs: number): Promise<void> {
  const facts = { partner: "p", site: "s", nodes: 0, holder: null, until: new Date(0), term: 0 };
  const update = { $min: { samplesSince: new Date(sinceMs) }, $setOnInsert: facts };
  await shards.updateOne({ _id: "p/s" }, update, { upsert: true });
}

/** The same values for each of `count` GPUs. */
export function all(values: GpuValues, count = 8): Exporter {
  return { kind: "values", values: Array.from({ length: count }, () => values) };
}

/** Waits until a condition holds, and returns what it found. @throws Error after `waitMs`, with the last thing found */
export async function eventually<T>(
  probe: () => T | Promise<T>,
  holds: (found: T) => boolean,
  waitMs = 10_000,
): Promise<T> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const found = await probe();
    if (holds(found)) return found;
    if (performance.now() > deadline) throw new Error(`never held; at last: ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A query of somebody who sees everything. */
export function queryOf(query: Partial<UtilisationQuery> = {}): UtilisationQuery {
  return { viewerPartner: null, filter: {}, groupBy: [], ...query };
}

/** The one item of a snapshot. */
export function total(frame: Frame): Frame["items"][number] {
  const [item] = frame.items;
  if (item === undefined || frame.items.length !== 1) throw new Error(`expected one item, got ${frame.items.length}`);
  return item;
}

/**
 * The collector: of all processes that run one, each scrapes its share of the fleet and writes what came of it; one of them
 * makes the roll-ups.
 */

import type { Connection } from "mongoose";
import type { Logger } from "../../kit/log.ts";
import { ensureIndexes } from "../../kit/database.ts";
import { alertModel } from "./alert-model.ts";
import { rackPowerModel } from "./rack-power.ts";
import { ensureTelemetryCollections, telemetryCollections } from "./collections.ts";
import { CollectorTurn } from "./collector-turn.ts";
import { withLease } from "./lease.ts";
import { withShards } from "./shards.ts";
import { keepRollups } from "./tiers/keep-rollups.ts";
import { ensureTierCollections } from "./tiers/tier-collections.ts";
import { DEFAULT_RETENTIONS, DEFAULT_WIDTHS, type TierRetentions, type TierWidths } from "./tiers/tiers.ts";

export interface CollectorConfig {
  /** How often each node is scraped. */
  readonly scrapeIntervalMs: number;
  /** Address of a node's page, with `{hostname}` in it. */
  readonly exporterUrl: string;
  /** Pages on their way at once; 64 when absent. */
  readonly scrapeConcurrency?: number;
  /** How often what changed is published; 1 s when absent. */
  readonly flushIntervalMs?: number;
  /** How long a reader of the feed may stay away and lose nothing; 15 minutes when absent. */
  readonly feedRetentionMs?: number;
  /** How often the whole state is written, at most every 2 minutes; 30 s when absent. */
  readonly keyframeIntervalMs?: number;
  /** How long nobody collects a collector's share after it has died; 10 s when absent. */
  readonly leaseMs?: number;
  /** `DEFAULT_WIDTHS` when absent. */
  readonly widths?: TierWidths;
  /** `DEFAULT_RETENTIONS` when absent. */
  readonly retentions?: TierRetentions;
  /** How long after a period's end its last samples may still be written; 15 s when absent. */
  readonly graceMs?: number;
}

export interface CollectorOptions {
  readonly databases: { readonly inventory: Connection; readonly sites: Connection; readonly workloads: Connection };
  readonly config: CollectorConfig;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Counts of what a collector did since its process began. */
export interface CollectorCounts {
  pages: number;
  pageBytes: number;
  gpuSamples: number;
  failedScrapes: number;
  /** Pages without one value of the node's own GPUs. */
  garbagePages: number;
  malformedLines: number;
  outOfRangeValues: number;
  duplicateLines: number;
  sliceLines: number;
  truncatedPages: number;
  strangers: number;
  feedDocuments: number;
  sampleDocuments: number;
  /** Documents that MongoDB did not take for so long that they were let go. */
  droppedSampleDocuments: number;
}

const MAX_PAGE_BYTES = 4 * 2 ** 20;

/** A running collector. */
export interface Collector {
  readonly counts: Readonly<CollectorCounts>;
  /** Resolves when the signal has aborted and what was collected is written. */
  readonly stopped: Promise<void>;
}

/**
 * Collects its share until the signal aborts. A successor goes on where it stopped: with the same feed, and with GPUs that
 * reported within 2.5 intervals still reporting.
 */
export function runCollector({ databases, config, log, signal }: CollectorOptions): Collector {
  const counts = noCounts();
  const { widths = DEFAULT_WIDTHS, retentions = DEFAULT_RETENTIONS } = config;
  const feedRetentionMs = config.feedRetentionMs ?? 15 * 60_000;
  const ttlMs = config.leaseMs ?? 10_000;
  const turnOptions = {
    databases,
    log,
    counts,
    intervalMs: config.scrapeIntervalMs,
    exporterUrl: config.exporterUrl,
    concurrency: config.scrapeConcurrency ?? 64,
    maxPageBytes: MAX_PAGE_BYTES,
    flushIntervalMs: config.flushIntervalMs ?? 1000,
    feedRetentionMs,
    keyframeIntervalMs: config.keyframeIntervalMs ?? 30_000,
  };
  const ensure = async (): Promise<void> => {
    await Promise.all([
      ensureTelemetryCollections(databases.workloads, { rawMs: retentions.rawMs, feedMs: feedRetentionMs }),
      ensureTierCollections(databases.workloads, retentions),
      ensureIndexes([alertModel(databases.workloads), rackPowerModel(databases.workloads)]),
    ]);
  };
  const collecting = withShards({ databases, ttlMs, log, signal }, async (part) => {
    await ensure();
    const turn = await CollectorTurn.begin({ ...turnOptions, part });
    await turn.run();
  });
  const { leases: collection } = telemetryCollections(databases.workloads);
  const rollingUp = withLease({ collection, name: "rollups", ttlMs, log, signal }, async (turn) => {
    await ensure();
    await keepRollups({
      workloads: databases.workloads,
      widths,
      graceMs: config.graceMs ?? 15_000,
      rawRetentionMs: retentions.rawMs,
      log,
      turn,
    });
  });
  return { counts, stopped: Promise.all([collecting, rollingUp]).then(() => undefined) };
}

function noCounts(): CollectorCounts {
  return {
    pages: 0,
    pageBytes: 0,
    gpuSamples: 0,
    failedScrapes: 0,
    garbagePages: 0,
    malformedLines: 0,
    outOfRangeValues: 0,
    duplicateLines: 0,
    sliceLines: 0,
    truncatedPages: 0,
    strangers: 0,
    feedDocuments: 0,
    sampleDocuments: 0,
    droppedSampleDocuments: 0,
  };
}

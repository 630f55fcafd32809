/** Starts the workloads subgraph: indexes, live state, queue, collector, and the server in front of them. */

import { auditModel } from "../kit/audit/entries.ts";
import { type Databases, ensureIndexes } from "../kit/database.ts";
import { idempotencyModel } from "../kit/idempotency.ts";
import { nodeModel } from "../kit/published/node.ts";
import { placementModel } from "../kit/published/placement.ts";
import { projectModel } from "../kit/published/project.ts";
import { rackModel } from "../kit/published/rack.ts";
import { siteModel } from "../kit/published/site.ts";
import { stockModel } from "../kit/published/stock.ts";
import { cohortUsageModel, projectUsageModel } from "../kit/published/usage.ts";
import { xidEventModel } from "../kit/published/xid-event.ts";
import { readTypeDefs, type RunningSubgraph, type Serve, startSubgraph } from "../kit/server.ts";
import { readWorkloadsConfig } from "./config.ts";
import { createContext, type Services } from "./context.ts";
import { workloadModel } from "./models.ts";
import { startQueue } from "./queue.ts";
import { resolvers } from "./resolvers.ts";
import type { Stores } from "./stores.ts";
import { alertModel } from "./telemetry/alert-model.ts";
import { ensureTelemetryCollections, telemetryCollections } from "./telemetry/collections.ts";
import { runCollector } from "./telemetry/collector.ts";
import { openLiveAlerts } from "./telemetry/live-alerts.ts";
import { openLiveState } from "./telemetry/live-state.ts";
import { createNodeStatusReader } from "./telemetry/node-status.ts";
import { rackPowerModel } from "./telemetry/rack-power.ts";
import { createSampleReader } from "./telemetry/samples.ts";
import { DayMemo } from "./telemetry/series/day-memo.ts";
import { ensureTierCollections, tierCollections } from "./telemetry/tiers/tier-collections.ts";
import { transactionsInTurn } from "./turns.ts";

/** Starts workloads. @throws ConfigError for a setting that cannot be used, Error when MongoDB or the port is not to be had */
export const serve: Serve = async ({ config, databases, log, env }): Promise<RunningSubgraph> => {
  const settings = readWorkloadsConfig(env);
  const stores = openStores(databases);
  const idempotency = idempotencyModel(databases.workloads);
  const audit = auditModel(databases.partners);
  await ensureIndexes([
    stores.workloads,
    stores.projectUsage,
    stores.cohortUsage,
    stores.placements,
    xidEventModel(databases.workloads),
    rackPowerModel(databases.workloads),
    alertModel(databases.workloads),
    idempotency,
    audit,
  ]);
  const { retentions, feedRetentionMs } = settings;
  await ensureTelemetryCollections(databases.workloads, { rawMs: retentions.rawMs, feedMs: feedRetentionMs });
  await ensureTierCollections(databases.workloads, retentions);
  const stopping = new AbortController();
  const liveState = await openLiveState({ databases, log, signal: stopping.signal });
  const liveAlerts = await openLiveAlerts({ databases, log, signal: stopping.signal });
  const transaction = transactionsInTurn(async (work) => await databases.transaction(work));
  const { leases } = telemetryCollections(databases.workloads);
  const queue = startQueue({ stores, audit, transaction, leases, log });
  const services: Services = {
    stores,
    mutations: { idempotency, audit },
    transaction,
    liveState,
    alerts: alertModel(databases.workloads),
    liveAlerts,
    nodeStatus: createNodeStatusReader(databases),
    samples: createSampleReader(databases),
    telemetry: {
      tiers: tierCollections(databases.workloads),
      widths: settings.widths,
      memo: new DayMemo(),
      rackPower: rackPowerModel(databases.workloads),
    },
    queue,
    cursorSecret: config.cursorSecret,
    log,
  };
  const stop = async (): Promise<void> => {
    stopping.abort();
    await Promise.all([queue.stop(), liveState.close(), liveAlerts.close()]);
  };
  try {
    const subgraph = await startSubgraph({
      name: "workloads",
      config,
      databases,
      typeDefs: await readTypeDefs("workloads"),
      resolvers,
      createContext: (viewer, call) => createContext(services, viewer, call),
      background: settings.collector
        ? [async (signal) => await runCollector({ databases, config: settings, log, signal }).stopped]
        : [],
      log,
    });
    return {
      url: subgraph.url,
      close: async () => {
        await subgraph.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** The collections that a placement touches. */
export function openStores(databases: Pick<Databases, "inventory" | "partners" | "sites" | "workloads">): Stores {
  return {
    workloads: workloadModel(databases.workloads),
    projectUsage: projectUsageModel(databases.workloads),
    cohortUsage: cohortUsageModel(databases.workloads),
    placements: placementModel(databases.workloads),
    nodes: nodeModel(databases.inventory),
    stock: stockModel(databases.inventory),
    projects: projectModel(databases.partners),
    sites: siteModel(databases.sites),
    racks: rackModel(databases.sites),
  };
}

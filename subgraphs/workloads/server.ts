/** Starts the workloads subgraph: indexes, live state, queue, collector, and the server in front of them. */

import { type Databases, ensureIndexes } from "../kit/database.ts";
import { idempotencyModel } from "../kit/idempotency.ts";
import { nodeModel } from "../kit/published/node.ts";
import { placementModel } from "../kit/published/placement.ts";
import { projectModel } from "../kit/published/project.ts";
import { stockModel } from "../kit/published/stock.ts";
import { xidEventModel } from "../kit/published/xid-event.ts";
import { readTypeDefs, type RunningSubgraph, type Serve, startSubgraph } from "../kit/server.ts";
import { readWorkloadsConfig } from "./config.ts";
import { createContext, type Services } from "./context.ts";
import { cohortUsageModel, projectUsageModel, workloadModel } from "./models.ts";
import type { Stores } from "./placing.ts";
import { startQueue } from "./queue.ts";
import { resolvers } from "./resolvers.ts";
import { ensureTelemetryCollections, telemetryCollections } from "./telemetry/collections.ts";
import { runCollector } from "./telemetry/collector.ts";
import { openLiveState } from "./telemetry/live-state.ts";
import { createNodeStatusReader } from "./telemetry/node-status.ts";
import { createSampleReader } from "./telemetry/samples.ts";
import { ensureTierCollections } from "./telemetry/tiers/tier-collections.ts";
import { transactionsInTurn } from "./turns.ts";

/** Starts workloads. @throws ConfigError for a setting that cannot be used, Error when MongoDB or the port is not to be had */
export const serve: Serve = async ({ config, databases, log, env }): Promise<RunningSubgraph> => {
  const settings = readWorkloadsConfig(env);
  const stores = openStores(databases);
  const idempotency = idempotencyModel(databases.workloads);
  await ensureIndexes([
    stores.workloads,
    stores.projectUsage,
    stores.cohortUsage,
    stores.placements,
    xidEventModel(databases.workloads),
    idempotency,
  ]);
  const { retentions, feedRetentionMs } = settings;
  await ensureTelemetryCollections(databases.workloads, { rawMs: retentions.rawMs, feedMs: feedRetentionMs });
  await ensureTierCollections(databases.workloads, retentions);
  const stopping = new AbortController();
  const liveState = await openLiveState({ databases, log, signal: stopping.signal });
  const transaction = transactionsInTurn(async (work) => await databases.transaction(work));
  const { leases } = telemetryCollections(databases.workloads);
  const queue = startQueue({ stores, transaction, leases, log });
  const services: Services = {
    stores,
    idempotency,
    transaction,
    liveState,
    nodeStatus: createNodeStatusReader(databases),
    samples: createSampleReader(databases),
    queue,
    cursorSecret: config.cursorSecret,
    log,
  };
  const stop = async (): Promise<void> => {
    stopping.abort();
    await Promise.all([queue.stop(), liveState.close()]);
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
export function openStores(databases: Pick<Databases, "inventory" | "partners" | "workloads">): Stores {
  return {
    workloads: workloadModel(databases.workloads),
    projectUsage: projectUsageModel(databases.workloads),
    cohortUsage: cohortUsageModel(databases.workloads),
    placements: placementModel(databases.workloads),
    nodes: nodeModel(databases.inventory),
    stock: stockModel(databases.inventory),
    projects: projectModel(databases.partners),
  };
}

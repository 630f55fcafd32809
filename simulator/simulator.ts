/** A fleet of exporters: the behaviour, the view of MongoDB that it acts on, and the server in front. */

import { setTimeout as sleep } from "node:timers/promises";
import { type Databases, openDatabases } from "../subgraphs/kit/database.ts";
import type { Logger } from "../subgraphs/kit/log.ts";
import { createFleetBehaviour } from "./behaviour.ts";
import type { SimulatorConfig } from "./config.ts";
import { followFleet } from "./fleet-source.ts";
import { createFleetView } from "./fleet-view.ts";
import { startExporterServer } from "./server.ts";

/** A simulator that runs. */
export interface Simulator {
  readonly url: string;
  /** Resolves when the fleet has been read for the first time. */
  readonly loaded: Promise<void>;
  /** Resolves when nothing of it runs any more. */
  close(): Promise<void>;
}

const CONNECT_PAUSE_MS = 1000;

/**
 * Starts to serve pages, and to look for MongoDB for as long as it takes.
 * @param clock milliseconds since the epoch
 * @throws Error when the port is taken
 */
export async function startSimulator(
  config: SimulatorConfig,
  { log, clock = Date.now }: { readonly log: Logger; readonly clock?: () => number },
): Promise<Simulator> {
  const view = createFleetView(createFleetBehaviour({ seed: config.seed, clock }));
  const ending = new AbortController();
  let isLoaded = false;
  let markLoaded = (): void => undefined;
  const loaded = new Promise<void>((resolve) => {
    markLoaded = resolve;
  });
  const { host, port } = config;
  const server = await startExporterServer({ host, port, view, clock, isLoaded: () => isLoaded });
  const onLoaded = (): void => {
    isLoaded = true;
    log.info({ nodes: view.nodeCount, placements: view.placementCount }, "the fleet has been read");
    markLoaded();
  };
  const following = (async () => {
    const databases = await connect(config, log, ending.signal);
    if (databases === null) return;
    try {
      await followFleet({ databases, view, log, onLoaded }, ending.signal);
    } finally {
      await databases.close();
    }
  })();
  return {
    url: server.url,
    loaded,
    close: async () => {
      ending.abort();
      await server.close();
      await following;
    },
  };
}

/** Connects, however long that takes; null when the signal aborts first. */
async function connect(config: SimulatorConfig, log: Logger, signal: AbortSignal): Promise<Databases | null> {
  while (!signal.aborted) {
    try {
      return await openDatabases(config, signal);
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, "MongoDB cannot be reached, trying again");
    }
    await sleep(CONNECT_PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
  return null;
}

/** Starts the subgraph that is named on the command line: `main.js inventory`. */

import { ConfigError, readSubgraphConfig } from "./kit/config.ts";
import { DATABASE_NAMES, type DatabaseName, openDatabases } from "./kit/database.ts";
import { createLog } from "./kit/log.ts";
import type { Serve } from "./kit/server.ts";

/** How long a stop may take before the process goes anyway. */
const STOP_MS = 5000;

/** Each subgraph is loaded in its own process only. */
const SUBGRAPHS: Readonly<Record<DatabaseName, () => Promise<{ readonly serve: Serve }>>> = {
  inventory: () => import("./inventory/server.ts"),
  partners: () => import("./partners/server.ts"),
  sites: () => import("./sites/server.ts"),
  workloads: () => import("./workloads/server.ts"),
};

try {
  await run(process.argv[2]);
} catch (error) {
  if (error instanceof ConfigError) console.error(error.message);
  else console.error(error);
  process.exit(1);
}

async function run(argument: string | undefined): Promise<void> {
  const name = DATABASE_NAMES.find((candidate) => candidate === argument);
  if (name === undefined) throw new ConfigError(`Name the subgraph to start: ${DATABASE_NAMES.join(", ")}.`);
  const config = readSubgraphConfig(process.env);
  const log = createLog(name, process.env["LOG_LEVEL"]);
  const stopping = new AbortController();
  onStop(() => stopping.abort());
  const { serve } = await SUBGRAPHS[name]();
  const databases = await openDatabases(config, stopping.signal);
  const subgraph = await serve({ config, databases, log, env: process.env });
  const stop = async (): Promise<void> => {
    await subgraph.close();
    await databases.close();
    log.info("stopped");
    process.exit(0);
  };
  if (stopping.signal.aborted) return stop();
  stopping.signal.addEventListener("abort", () => void stop().catch(() => process.exit(1)));
  const ready = { event: "ready", name, url: subgraph.url };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  process.send?.(ready);
}

/** SIGTERM, SIGINT, or the end of the process that started this one. */
function onStop(stop: () => void): void {
  const stopOnce = (): void => {
    setTimeout(() => process.exit(1), STOP_MS).unref();
    stop();
  };
  process.once("SIGTERM", stopOnce);
  process.once("SIGINT", stopOnce);
  process.once("disconnect", stopOnce);
}

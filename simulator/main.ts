/** Starts the simulator: configuration by environment, one ready line, stopped by a signal or by the end of its parent. */

import { createLog } from "../subgraphs/kit/log.ts";
import { ConfigError, readSimulatorConfig } from "./config.ts";
import { startSimulator } from "./simulator.ts";

/** How long a stop may take before the process goes anyway. */
const STOP_MS = 5000;

try {
  await run();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}

async function run(): Promise<void> {
  const log = createLog("simulator", process.env["LOG_LEVEL"]);
  const simulator = await startSimulator(readSimulatorConfig(process.env), { log });
  const stop = (): void => {
    setTimeout(() => process.exit(1), STOP_MS).unref();
    void simulator.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  process.once("disconnect", stop);
  await simulator.loaded;
  const ready = { event: "ready", name: "simulator", url: simulator.url };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  process.send?.(ready);
}

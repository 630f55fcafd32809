/** Starts the gateway as a process: settings from the environment, one JSON line when it serves, a graceful stop. */

import { readConfig } from "./config.ts";
import { runProcess, serveProcess } from "./process.ts";
import { createLog } from "./telemetry/log.ts";

await runProcess(async () => {
  const config = readConfig(process.env);
  const { url } = await serveProcess(config, createLog(config.logLevel));
  console.log(JSON.stringify({ event: "ready", name: "gateway", url }));
});

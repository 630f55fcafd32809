/** Starts the gateway as a process: settings from the environment, one JSON line when it serves, a graceful stop. */

import { readFile } from "node:fs/promises";
import { ConfigError, type GatewayConfig, readConfig } from "./config.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { SupergraphError } from "./supergraph/generation.ts";
import { createLog, type Log } from "./telemetry/log.ts";

/** What a stop may take beyond the time that requests are given to finish. */
const STOP_MARGIN_MS = 900;

/** The port cannot be had; the message says what to do. */
class ListenError extends Error {
  override readonly name = "ListenError";
}

// @apollo/gateway reports to its maker otherwise; it is read when that engine is loaded.
process.env["APOLLO_TELEMETRY_DISABLED"] = "1";

try {
  await run();
} catch (error) {
  const sentence = explain(error);
  if (sentence === null) throw error;
  console.error(sentence);
  process.exitCode = 1;
  if (process.connected) process.disconnect();
}

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const supergraphSdl = await readSupergraph(config.supergraphPath);
  const gateway = await startGateway({ config, supergraphSdl, log }).catch((error: unknown) => {
    throw explainListening(error, config) ?? error;
  });
  stopWhenTold(gateway, config, log);
  const ready = { event: "ready", name: "gateway", url: gateway.url };
  console.log(JSON.stringify(ready));
  process.send?.(ready);
}

async function readSupergraph(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new SupergraphError(`The supergraph ${path} cannot be read; set SUPERGRAPH to its path.`, { cause });
  }
}

/** Stops once, on a signal or when the process that started this one is gone; a second signal ends it at once. */
function stopWhenTold(gateway: Gateway, config: GatewayConfig, log: Log): void {
  let phase: "serving" | "stopping" = "serving";
  const stop = (why: string, exitCode: number): void => {
    if (phase === "stopping") {
      process.exit(1);
    }
    phase = "stopping";
    log.info({ why }, "stopping");
    setTimeout(() => process.exit(1), config.http.shutdownTimeoutMs + STOP_MARGIN_MS).unref();
    gateway.close().then(
      () => process.exit(exitCode),
      (error: unknown) => {
        log.error({ err: error }, "did not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", () => stop("SIGTERM", 0));
  process.on("SIGINT", () => stop("SIGINT", 0));
  process.once("disconnect", () => {
    if (phase === "serving") stop("parent gone", 0);
  });
  process.on("unhandledRejection", (error) => log.error({ err: error }, "unhandled rejection"));
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "uncaught exception");
    if (phase === "serving") stop("uncaught exception", 1);
  });
}

/** What a person can do about a failure to start; null for what is a defect of ours. */
function explain(error: unknown): string | null {
  return error instanceof ConfigError || error instanceof SupergraphError || error instanceof ListenError
    ? error.message
    : null;
}

function explainListening(error: unknown, { http }: GatewayConfig): ListenError | null {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return new ListenError(`Port ${http.port} of ${http.host} is in use: stop what listens there, or set PORT.`);
    case "EACCES":
      return new ListenError(`Port ${http.port} may not be opened by this user: set PORT to one above 1023.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new ListenError(`${http.host} is no address of this machine: set HOST.`);
    default:
      return null;
  }
}

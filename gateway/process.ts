/** The gateway as a process: a supergraph's file in, a graceful stop, and one sentence for what a person can mend. */

import { watchFile } from "node:fs";
import { readFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { ConfigError, type GatewayConfig } from "./config.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { SupergraphError } from "./supergraph/generation.ts";
import type { Log } from "./telemetry/log.ts";

/** What a stop may take beyond the time that requests are given to finish. */
const STOP_MARGIN_MS = 900;

/** The port cannot be had; the message says what to do. */
class ListenError extends Error {
  override readonly name = "ListenError";
}

/**
 * Serves the supergraph that the settings name, until the process is told to stop. Whoever forked the process is told
 * by a `ready` message.
 * @throws SupergraphError, or another error that `explainFailure` knows
 */
export async function serveProcess(config: GatewayConfig, log: Log): Promise<Gateway> {
  // The platform lets a heap grow by what it is at least again before it looks for garbage; that costs more memory than it saves time.
  setFlagsFromString("--heap-growing-percent=30");
  // The platform notices that what a request needs outlives a first collection when many are under way, and from then on makes it
  // where only a full collection frees it; dead, it keeps alive all that refers to one another, which confirms it. A third of a small
  // request's time was the collector's.
  setFlagsFromString("--no-allocation-site-pretenuring");
  // @apollo/gateway reports to its maker otherwise; it is read when that engine is loaded.
  process.env["APOLLO_TELEMETRY_DISABLED"] = "1";
  const supergraphSdl = await readSupergraph(config.supergraphPath);
  const gateway = await startGateway({ config, supergraphSdl, log }).catch((error: unknown) => {
    throw explainListening(error, config) ?? error;
  });
  reloadWhenTold(gateway, config, log);
  stopWhenTold(gateway, config, log);
  process.send?.({ event: "ready", name: "gateway", url: gateway.url });
  gateway.warmUp().catch((error: unknown) => log.warn({ err: error }, "not warmed up"));
  return gateway;
}

/** Runs a start: where it fails for a reason that a person can mend, says so in one sentence and sets the exit code. */
export async function runProcess(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const isTheirs = error instanceof ConfigError || error instanceof SupergraphError || error instanceof ListenError;
    if (!isTheirs) throw error;
    console.error(error.message);
    process.exitCode = 1;
    if (process.connected) process.disconnect();
  }
}

async function readSupergraph(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new SupergraphError(`The supergraph ${path} cannot be read (${codeOf(cause)}): name another file.`, {
      cause,
    });
  }
}

/** Reads the supergraph again on SIGHUP, and when its file changes where that is looked for. */
function reloadWhenTold(gateway: Gateway, { supergraphPath, supergraphPollMs }: GatewayConfig, log: Log): void {
  const reload = async (why: string): Promise<void> => {
    try {
      const isNew = await gateway.reload(await readSupergraph(supergraphPath));
      log.info({ why, generation: gateway.generation.id }, isNew ? "supergraph reloaded" : "supergraph unchanged");
    } catch (error) {
      log.error({ why, err: error }, "supergraph not reloaded; the one before is served on");
    }
  };
  process.on("SIGHUP", () => void reload("SIGHUP"));
  if (supergraphPollMs === 0) return;
  watchFile(supergraphPath, { interval: supergraphPollMs, persistent: false }, (now, before) => {
    if (now.mtimeMs !== 0 && now.mtimeMs !== before.mtimeMs) void reload("file");
  });
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

function explainListening(error: unknown, { http }: GatewayConfig): ListenError | null {
  switch (codeOf(error)) {
    case "EADDRINUSE":
      return new ListenError(
        `Port ${http.port} of ${http.host} is in use: stop what listens there, or choose another.`,
      );
    case "EACCES":
      return new ListenError(`Port ${http.port} may not be opened by this user: choose one above 1023.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new ListenError(`${http.host} is no address of this machine: choose another host.`);
    default:
      return null;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}

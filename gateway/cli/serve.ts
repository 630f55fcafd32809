/** `gateway`: serves a supergraph, and says what and where. */

import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { type Environment, type GatewayConfig, readConfig } from "../config.ts";
import { serveProcess } from "../process.ts";
import { createLog } from "../telemetry/log.ts";
import { describeGateway } from "./describe.ts";
import type { ProgramOptions } from "./program.ts";

/** The explorer's files in this package, wherever the command is run from. */
const EXPLORER_DIR = fileURLToPath(new URL("../../explorer", import.meta.url));
const STDERR = 2;

/**
 * Serves until the process is told to stop. The log goes to stderr: stdout is for people.
 * @throws ConfigError, SupergraphError and what else `serveProcess` throws
 */
export async function serve(options: ProgramOptions, env: Environment): Promise<void> {
  const config = configOf(options, env);
  const gateway = await serveProcess(config, createLog(config.logLevel, pino.destination(STDERR)));
  process.stdout.write(describeGateway(config, gateway));
}

/** Settings of the environment, and the options over them. */
function configOf({ supergraph, port, host, subgraph }: ProgramOptions, env: Environment): GatewayConfig {
  const config = readConfig({
    EXPLORER_DIR,
    ...env,
    SUPERGRAPH: supergraph,
    ...(port === undefined ? {} : { PORT: String(port) }),
    ...(host === undefined ? {} : { HOST: host }),
  });
  const subgraphUrls = { ...config.upstream.subgraphUrls, ...subgraph };
  return { ...config, upstream: { ...config.upstream, subgraphUrls } };
}

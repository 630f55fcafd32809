/** The command line of `npm start`. */

import { resolve } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";

/** How large a fleet the first start seeds. */
const FLEETS = ["default", "full", "sample"] as const;

/** Where databases, keys and logs are unless told otherwise. */
export const DEFAULT_DATA_FOLDER = ".data";

/** What `npm start` was asked for. */
export interface StartOptions {
  readonly fleet: (typeof FLEETS)[number];
  readonly host: string;
  /** The gateway's. */
  readonly port: number;
  /** Absolute path of the data folder. */
  readonly dataPath: string;
  /** Null for the collector's own default. */
  readonly scrapeIntervalMs: number | null;
}

/**
 * Reads the arguments; help and complaints are printed.
 * @param environment `PORT` and `HOST` stand in for `--port` and the host
 * @returns the options, or the exit code when there is nothing to start
 */
export function parseStartOptions(
  args: readonly string[],
  environment: Readonly<Partial<Record<"PORT" | "HOST", string | undefined>>>,
): StartOptions | number {
  const command = new Command("npm start --")
    .description("Start the whole system on this machine: MongoDB, four subgraphs, the gateway and a simulated fleet.")
    .addOption(
      new Option("--fleet <size>", "seed what is plausibly active today, all 260,000 GPUs, or a small sample")
        .choices(FLEETS)
        .default("default"),
    )
    .addOption(new Option("--port <port>", "where the gateway listens").env("PORT").default(4000).argParser(parsePort))
    .option("--data <folder>", "where databases, keys and logs are kept", DEFAULT_DATA_FOLDER)
    .option("--scrape-interval <seconds>", "time between two scrapes of a node", parseSeconds)
    .allowExcessArguments(false)
    .exitOverride();
  try {
    command.parse([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  const { fleet, port, data, scrapeInterval } = command.opts<{
    fleet: StartOptions["fleet"];
    port: number;
    data: string;
    scrapeInterval?: number;
  }>();
  const scrapeIntervalMs = scrapeInterval === undefined ? null : scrapeInterval * 1000;
  return { fleet, host: environment.HOST || "127.0.0.1", port, dataPath: resolve(data), scrapeIntervalMs };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("Write a port from 1 to 65535.");
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds >= 1 && seconds <= 3600) return seconds;
  throw new InvalidArgumentError("Write whole seconds from 1 to 3600.");
}

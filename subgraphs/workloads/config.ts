/** What only the workloads subgraph is told by its environment. */

import { type Environment, integer, oneOf, text } from "../kit/config.ts";

/** Settings of the collector and of the feed. */
export interface WorkloadsConfig {
  /** Whether this process scrapes exporters. Live state is followed either way. */
  readonly collector: boolean;
  readonly scrapeIntervalMs: number;
  /** Address of a node's page, with `{hostname}` where the host name goes. */
  readonly exporterUrl: string;
  /** How far back a stream can be resumed. */
  readonly feedRetentionMs: number;
}

/** Reads the settings. @throws ConfigError that names the variable and says what it should hold */
export function readWorkloadsConfig(env: Environment): WorkloadsConfig {
  return {
    collector: oneOf(env, "COLLECTOR", ["on", "off"], "on") === "on",
    scrapeIntervalMs: integer(env, "SCRAPE_INTERVAL_MS", { fallback: 10_000, min: 100, max: 3_600_000 }),
    exporterUrl: text(env, "EXPORTER_URL", "http://{hostname}:9400/metrics"),
    feedRetentionMs: integer(env, "FEED_RETENTION_MS", { fallback: 900_000, min: 1000, max: 86_400_000 }),
  };
}

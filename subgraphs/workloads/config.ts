/** What only the workloads subgraph is told by its environment. */

import { ConfigError, type Environment, integer, oneOf, text } from "../kit/config.ts";
import {
  DAY_MS,
  DEFAULT_RETENTIONS,
  DEFAULT_WIDTHS,
  faultOfWidths,
  type TierRetentions,
  type TierWidths,
} from "./telemetry/tiers/tiers.ts";

/** Settings of the collector and of the feed. */
export interface WorkloadsConfig {
  /** Whether this process scrapes exporters. Live state is followed either way. */
  readonly collector: boolean;
  readonly scrapeIntervalMs: number;
  /** Address of a node's page, with `{hostname}` where the host name goes. */
  readonly exporterUrl: string;
  /** How far back a stream can be resumed. */
  readonly feedRetentionMs: number;
  /** How wide roll-ups are. A fleet that has some cannot be given others. */
  readonly widths: TierWidths;
  /** How long each tier stays. */
  readonly retentions: TierRetentions;
}

/** Reads the settings. @throws ConfigError that names the variable and says what it should hold */
export function readWorkloadsConfig(env: Environment): WorkloadsConfig {
  return {
    collector: oneOf(env, "COLLECTOR", ["on", "off"], "on") === "on",
    scrapeIntervalMs: integer(env, "SCRAPE_INTERVAL_MS", { fallback: 10_000, min: 100, max: 3_600_000 }),
    exporterUrl: text(env, "EXPORTER_URL", "http://{hostname}:9400/metrics"),
    feedRetentionMs: integer(env, "FEED_RETENTION_MS", { fallback: 900_000, min: 1000, max: 86_400_000 }),
    widths: readWidths(env),
    retentions: readRetentions(env),
  };
}

function readWidths(env: Environment): TierWidths {
  const width = (name: string, fallback: number): number => integer(env, name, { fallback, min: 1000, max: DAY_MS });
  const widths = {
    fineMs: width("ROLLUP_FINE_MS", DEFAULT_WIDTHS.fineMs),
    nodeMs: width("ROLLUP_NODE_MS", DEFAULT_WIDTHS.nodeMs),
    coarseMs: width("ROLLUP_COARSE_MS", DEFAULT_WIDTHS.coarseMs),
  };
  const fault = faultOfWidths(widths);
  if (fault !== null) throw new ConfigError(`Set ROLLUP_FINE_MS, ROLLUP_NODE_MS and ROLLUP_COARSE_MS anew. ${fault}`);
  return widths;
}

/** Days, because that is how retentions are spoken of. */
function readRetentions(env: Environment): TierRetentions {
  const days = (name: string, fallbackMs: number | null, min: number): number =>
    integer(env, name, { fallback: (fallbackMs ?? 0) / DAY_MS, min, max: 36_500 }) * DAY_MS;
  const coarseMs = days("RETENTION_COARSE_DAYS", DEFAULT_RETENTIONS.coarseMs, 0);
  return {
    rawMs: days("RETENTION_RAW_DAYS", DEFAULT_RETENTIONS.rawMs, 1),
    nodeMs: days("RETENTION_NODE_DAYS", DEFAULT_RETENTIONS.nodeMs, 1),
    gpuMs: days("RETENTION_GPU_DAYS", DEFAULT_RETENTIONS.gpuMs, 1),
    fineMs: days("RETENTION_FINE_DAYS", DEFAULT_RETENTIONS.fineMs, 1),
    // 0 days are for ever.
    coarseMs: coarseMs === 0 ? null : coarseMs,
  };
}

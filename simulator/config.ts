/** What the simulator is told by its environment. */

import { ConfigError, type Environment, integer, text } from "../subgraphs/kit/config.ts";

export { ConfigError } from "../subgraphs/kit/config.ts";

export interface SimulatorConfig {
  readonly mongodbUri: string;
  /** The databases are `${databasePrefix}_inventory` and `${databasePrefix}_workloads`. */
  readonly databasePrefix: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The same seed gives the same behaviour at the same time. */
  readonly seed: number;
  readonly connectTimeoutMs: number;
}

const LARGEST_SEED = 4_294_967_295;

/** @throws ConfigError that names the variable and says what it should hold */
export function readSimulatorConfig(env: Environment): SimulatorConfig {
  const mongodbUri = text(env, "MONGODB_URI");
  if (!/^mongodb(\+srv)?:\/\/./.test(mongodbUri)) {
    throw new ConfigError("Set MONGODB_URI to an address that starts with mongodb:// or mongodb+srv://.");
  }
  return {
    mongodbUri,
    databasePrefix: text(env, "DATABASE_PREFIX", "fleet"),
    host: text(env, "HOST", "127.0.0.1"),
    port: integer(env, "PORT", { fallback: 4020, min: 0, max: 65_535 }),
    seed: integer(env, "SEED", { fallback: 1, min: 0, max: LARGEST_SEED }),
    connectTimeoutMs: integer(env, "MONGODB_CONNECT_TIMEOUT_MS", { fallback: 5000, min: 100, max: 60_000 }),
  };
}

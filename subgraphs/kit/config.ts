/** What every subgraph process is told by its environment. */

/** A setting that is missing or cannot be used. Its message is one sentence that says what to do. */
export class ConfigError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ConfigError";
  }
}

/** Settings that all subgraphs share. */
export interface SubgraphConfig {
  readonly mongodbUri: string;
  /** The databases are `${databasePrefix}_inventory` and so on. */
  readonly databasePrefix: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Shared with the gateway: verifies who a call is for. */
  readonly identitySecret: string;
  /** Shared by all processes of a subgraph: signs cursors. */
  readonly cursorSecret: string;
  /** How long to look for MongoDB before an operation fails. */
  readonly connectTimeoutMs: number;
}

/** A process environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

const MIN_SECRET_BYTES = 32;

/**
 * Reads the settings that all subgraphs share.
 * @throws ConfigError that names the variable and says what it should hold
 */
export function readSubgraphConfig(env: Environment): SubgraphConfig {
  return {
    mongodbUri: mongodbUri(env),
    databasePrefix: databasePrefix(env),
    host: text(env, "HOST", "127.0.0.1"),
    port: integer(env, "PORT", { fallback: 0, min: 0, max: 65_535 }),
    identitySecret: secret(env, "IDENTITY_SECRET"),
    cursorSecret: secret(env, "CURSOR_SECRET"),
    connectTimeoutMs: integer(env, "MONGODB_CONNECT_TIMEOUT_MS", { fallback: 5000, min: 100, max: 60_000 }),
  };
}

/** The text of a variable. @throws ConfigError when it is not set and there is no fallback */
export function text(env: Environment, name: string, fallback?: string): string {
  const value = env[name];
  if (value !== undefined && value !== "") return value;
  if (fallback !== undefined) return fallback;
  throw new ConfigError(`Set ${name}: it is missing.`);
}

/** The whole number in a variable. @throws ConfigError when it is none, or out of range */
export function integer(
  env: Environment,
  name: string,
  range: { readonly fallback: number; readonly min: number; readonly max: number },
): number {
  const value = text(env, name, String(range.fallback));
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= range.min && number <= range.max) return number;
  throw new ConfigError(`Set ${name} to a whole number from ${range.min} to ${range.max}: it is ${quote(value)}.`);
}

/** The member of a list that a variable names. @throws ConfigError when it names none */
export function oneOf<T extends string>(env: Environment, name: string, values: readonly T[], fallback: T): T {
  const value = text(env, name, fallback);
  const found = values.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new ConfigError(`Set ${name} to one of ${values.join(", ")}: it is ${quote(value)}.`);
}

function mongodbUri(env: Environment): string {
  const uri = text(env, "MONGODB_URI");
  if (/^mongodb(\+srv)?:\/\/./.test(uri)) return uri;
  throw new ConfigError("Set MONGODB_URI to an address that starts with mongodb:// or mongodb+srv://.");
}

function databasePrefix(env: Environment): string {
  const prefix = text(env, "DATABASE_PREFIX", "fleet");
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/.test(prefix)) return prefix;
  throw new ConfigError(
    `Set DATABASE_PREFIX to at most 40 letters, digits, dashes and underscores: it is ${quote(prefix)}.`,
  );
}

function secret(env: Environment, name: string): string {
  const value = text(env, name);
  if (Buffer.byteLength(value) >= MIN_SECRET_BYTES) return value;
  throw new ConfigError(`Set ${name} to at least ${MIN_SECRET_BYTES} bytes: it has ${Buffer.byteLength(value)}.`);
}

function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

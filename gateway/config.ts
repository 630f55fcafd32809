/** Every setting of the gateway, read from the environment once and checked. */

import { isIPv4 } from "node:net";

/** Bounds of a document, checked before it is validated or planned. */
export interface DocumentLimits {
  readonly maxTokens: number;
  /** Levels of selection sets, and of lists and objects inside one argument. */
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxRootFields: number;
  /** Fields of one operation after its fragments are expanded. */
  readonly maxFields: number;
  readonly maxDirectives: number;
  readonly maxOperations: number;
}

/** Who may ask. */
export type AuthConfig = TokenAuthConfig | OpenAuthConfig;

/** Anyone on this machine may ask, and about the schema too. */
export interface OpenAuthConfig {
  readonly kind: "open";
  /** Signs an identity without a name or a scope for subgraphs; null sends them none. */
  readonly identitySecret: string | null;
}

/** Whoever has a token of one issuer may ask: how tokens are verified and what of them subgraphs get. */
export interface TokenAuthConfig {
  readonly kind: "tokens";
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  /** Claims that are forwarded to subgraphs; they must be strings. */
  readonly forwardedClaims: readonly string[];
  readonly introspectionScope: string;
  /** Shared with the subgraphs; signs the identity that they are sent. */
  readonly identitySecret: string;
  /** The least time between two fetches of the key set for keys that it does not have. */
  readonly jwksCooldownMs: number;
  /** Where the list of revoked principals is, or null where there is none; and how often it is fetched. */
  readonly revocationsUrl: string | null;
  readonly revocationsPollMs: number;
}

/** How subgraphs are called. */
export interface UpstreamConfig {
  /** Addresses by subgraph, in the place of those in the supergraph. */
  readonly subgraphUrls: Readonly<Record<string, string>>;
  /** Budget of one call, its retry included. */
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  /** Connections to one subgraph. */
  readonly connections: number;
}

/** How clients are served. */
export interface HttpConfig {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly maxBodyBytes: number;
  /** From the last byte of the request to the first of the response. */
  readonly requestTimeoutMs: number;
  /** Operations under way at once; more are refused. */
  readonly maxConcurrentRequests: number;
  /** Exports of one principal at once. */
  readonly maxExportsPerPrincipal: number;
  /** How long the client of an export may leave what it was sent unread. */
  readonly exportStallMs: number;
  /** Over how long the ends of streams are spread at a stop. */
  readonly drainMs: number;
  /** How long a stop waits for what is under way. */
  readonly shutdownTimeoutMs: number;
  /** Origins of other sites whose pages may call; exact, such as `https://app.example.org`. */
  readonly corsOrigins: readonly string[];
  readonly explorerDir: string;
  /** Where the explorer gets its tokens from, or null where it asks its user. */
  readonly explorerTokensUrl: string | null;
}

/** How many streams there may be, and how far their readers may lag behind. */
export interface StreamsConfig {
  /** WebSocket connections at once, of all and of each principal. */
  readonly maxSockets: number;
  readonly maxSocketsPerPrincipal: number;
  /** Subscriptions at once over every transport, of all and of each principal. */
  readonly maxSubscriptions: number;
  readonly maxSubscriptionsPerPrincipal: number;
  /** Subscriptions that a principal may begin in a second, on average; as many as it may have can be begun at once. */
  readonly maxSubscribesPerSecond: number;
  /** Operations under way on one WebSocket. */
  readonly maxOperationsPerSocket: number;
  /** Source streams at once; subscribers that ask the same share one. */
  readonly maxTopics: number;
  /** What may wait for one subscriber. */
  readonly maxQueuedFrames: number;
  readonly maxQueuedBytes: number;
  /** How long a frame may wait for its subscriber. */
  readonly maxQueuedAgeMs: number;
  /** How long a client may take to send `connection_init`. */
  readonly initTimeoutMs: number;
  readonly pingIntervalMs: number;
  readonly heartbeatMs: number;
  /** Through which gateways have source streams together, or null where each has its own. */
  readonly broker: BrokerConfig | null;
}

/** Where the broker is. */
export interface BrokerConfig {
  readonly url: string;
  /** How long a gateway leads that is not heard of. */
  readonly leaseMs: number;
}

export interface GatewayConfig {
  readonly engine: "own" | "apollo";
  /** Path of the supergraph's SDL. */
  readonly supergraphPath: string;
  /** How often its file is looked at for changes; 0 never. */
  readonly supergraphPollMs: number;
  readonly http: HttpConfig;
  readonly auth: AuthConfig;
  readonly upstream: UpstreamConfig;
  readonly streams: StreamsConfig;
  readonly limits: DocumentLimits;
  /** Bytes that parsed documents may take, by estimate. */
  readonly documentCacheBytes: number;
  readonly logLevel: LogLevel;
}

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The environment as it is handed in. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with the environment, one sentence a setting. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "ConfigError";
    this.problems = problems;
  }
}

const MEBIBYTE = 1024 * 1024;

/**
 * Reads the settings; README lists them with their defaults.
 * @throws ConfigError with one sentence for each setting that is missing or wrong
 */
export function readConfig(env: Environment): GatewayConfig {
  const read = createReader(env);
  const host = read.text("HOST", "127.0.0.1");
  const config: GatewayConfig = {
    engine: read.choice("GATEWAY_ENGINE", ["own", "apollo"], "own"),
    supergraphPath: read.text("SUPERGRAPH", "schema/supergraph.graphql"),
    supergraphPollMs: read.integer("SUPERGRAPH_POLL_MS", 0, 0, 3_600_000),
    http: {
      host,
      port: read.integer("PORT", 4000, 0, 65_535),
      maxBodyBytes: read.integer("MAX_BODY_BYTES", MEBIBYTE, 1024, 64 * MEBIBYTE),
      requestTimeoutMs: read.integer("REQUEST_TIMEOUT_MS", 30_000, 100, 600_000),
      maxConcurrentRequests: read.integer("MAX_CONCURRENT_REQUESTS", 512, 1, 100_000),
      maxExportsPerPrincipal: read.integer("MAX_EXPORTS_PER_PRINCIPAL", 4, 1, 10_000),
      exportStallMs: read.integer("EXPORT_STALL_MS", 60_000, 100, 3_600_000),
      shutdownTimeoutMs: read.integer("SHUTDOWN_TIMEOUT_MS", 4_000, 0, 600_000),
      drainMs: read.integer("DRAIN_MS", 2_000, 0, 600_000),
      corsOrigins: read.origins("CORS_ORIGINS"),
      explorerDir: read.text("EXPLORER_DIR", "dist/explorer"),
      explorerTokensUrl: read.optionalUrl("EXPLORER_TOKENS_URL"),
    },
    auth: readAuth(read, host),
    upstream: {
      subgraphUrls: read.urlsByName("SUBGRAPH_URLS"),
      timeoutMs: read.integer("SUBGRAPH_TIMEOUT_MS", 10_000, 10, 600_000),
      maxResponseBytes: read.integer("MAX_SUBGRAPH_RESPONSE_BYTES", 32 * MEBIBYTE, 1024, 512 * MEBIBYTE),
      connections: read.integer("SUBGRAPH_CONNECTIONS", 64, 1, 4096),
    },
    streams: readStreams(read),
    limits: {
      maxTokens: read.integer("MAX_TOKENS", 5_000, 1, 100_000),
      maxDepth: read.integer("MAX_DEPTH", 24, 1, 200),
      maxAliases: read.integer("MAX_ALIASES", 200, 0, 10_000),
      maxRootFields: read.integer("MAX_ROOT_FIELDS", 50, 1, 10_000),
      maxFields: read.integer("MAX_FIELDS", 5_000, 1, 100_000),
      maxDirectives: read.integer("MAX_DIRECTIVES", 200, 0, 10_000),
      maxOperations: read.integer("MAX_OPERATIONS", 10, 1, 1_000),
    },
    documentCacheBytes: read.integer("DOCUMENT_CACHE_BYTES", 64 * MEBIBYTE, 0, 4096 * MEBIBYTE),
    logLevel: read.choice("LOG_LEVEL", LOG_LEVELS, "info"),
  };
  if (read.problems.length > 0) throw new ConfigError(read.problems);
  return config;
}

/** What an identity is made of: all of them, or none where anyone on this machine may ask. */
const IDENTITY_SETTINGS = ["JWKS_URL", "TOKEN_ISSUER", "TOKEN_AUDIENCE", "IDENTITY_SECRET"] as const;

/** A setting that is there but empty counts as given: it is more likely a mistake than a wish to be open. */
function readAuth(read: ReturnType<typeof createReader>, host: string): AuthConfig {
  const given = IDENTITY_SETTINGS.filter((name) => read.isGiven(name));
  const access = read.choice("GATEWAY_ACCESS", ["tokens", "open"], given.length > 0 ? "tokens" : "open");
  if (access === "open") return readOpenAuth(read, host, given);
  return {
    kind: "tokens",
    jwksUrl: read.url("JWKS_URL"),
    issuer: read.required("TOKEN_ISSUER"),
    audience: read.required("TOKEN_AUDIENCE"),
    forwardedClaims: read.list("FORWARDED_CLAIMS", []),
    introspectionScope: read.text("INTROSPECTION_SCOPE", "introspect"),
    identitySecret: read.secret("IDENTITY_SECRET"),
    jwksCooldownMs: read.integer("JWKS_COOLDOWN_MS", 5_000, 0, 600_000),
    revocationsUrl: read.optionalUrl("REVOCATIONS_URL"),
    revocationsPollMs: read.integer("REVOCATIONS_POLL_MS", 1_000, 10, 3_600_000),
  };
}

function readOpenAuth(
  read: ReturnType<typeof createReader>,
  host: string,
  given: readonly (typeof IDENTITY_SETTINGS)[number][],
): AuthConfig {
  for (const name of given) {
    if (name !== "IDENTITY_SECRET")
      read.problems.push(`${name} is set, yet GATEWAY_ACCESS is open: unset one of them.`);
  }
  if (!isLoopback(host)) {
    read.problems.push(
      `HOST is ${host}, where others than this machine may come, and no identity is configured: ` +
        `set ${IDENTITY_SETTINGS.join(", ")}, or listen on 127.0.0.1.`,
    );
  }
  const identitySecret = given.includes("IDENTITY_SECRET") ? read.secret("IDENTITY_SECRET") : null;
  return { kind: "open", identitySecret };
}

function readStreams(read: ReturnType<typeof createReader>): StreamsConfig {
  return {
    maxSockets: read.integer("MAX_SOCKETS", 20_000, 1, 1_000_000),
    maxSocketsPerPrincipal: read.integer("MAX_SOCKETS_PER_PRINCIPAL", 2_000, 1, 1_000_000),
    maxSubscriptions: read.integer("MAX_SUBSCRIPTIONS", 50_000, 1, 1_000_000),
    maxSubscriptionsPerPrincipal: read.integer("MAX_SUBSCRIPTIONS_PER_PRINCIPAL", 2_000, 1, 1_000_000),
    maxSubscribesPerSecond: read.integer("MAX_SUBSCRIBES_PER_SECOND", 500, 1, 1_000_000),
    maxOperationsPerSocket: read.integer("MAX_OPERATIONS_PER_SOCKET", 100, 1, 100_000),
    maxTopics: read.integer("MAX_TOPICS", 5_000, 1, 1_000_000),
    maxQueuedFrames: read.integer("MAX_QUEUED_FRAMES", 256, 1, 100_000),
    maxQueuedBytes: read.integer("MAX_QUEUED_BYTES", 4 * MEBIBYTE, 1024, 1024 * MEBIBYTE),
    maxQueuedAgeMs: read.integer("MAX_QUEUED_AGE_MS", 30_000, 100, 3_600_000),
    initTimeoutMs: read.integer("SOCKET_INIT_TIMEOUT_MS", 10_000, 100, 600_000),
    pingIntervalMs: read.integer("SOCKET_PING_INTERVAL_MS", 20_000, 100, 600_000),
    heartbeatMs: read.integer("SSE_HEARTBEAT_MS", 12_000, 100, 600_000),
    broker: readBroker(read),
  };
}

function readBroker(read: ReturnType<typeof createReader>): BrokerConfig | null {
  const url = read.optionalUrl("BROKER_URL", ["redis:", "rediss:"]);
  const leaseMs = read.integer("BROKER_LEASE_MS", 3_000, 300, 60_000);
  return url === null ? null : { url, leaseMs };
}

/** Readers of single settings; each notes what is wrong and gives something to go on with. */
function createReader(env: Environment) {
  const problems: string[] = [];
  const value = (name: string): string | undefined => {
    const text = env[name]?.trim();
    return text === undefined || text === "" ? undefined : text;
  };
  const checkedUrl = (name: string, text: string, protocols: readonly string[] = HTTP): string => {
    const kinds = protocols.map((protocol) => protocol.slice(0, -1)).join(" or ");
    const article = kinds.startsWith("http") ? "an" : "a";
    if (!isUrl(text, protocols)) problems.push(`${name} must be ${article} ${kinds} URL, got ${shown(text)}.`);
    return text;
  };
  const required = (name: string): string => {
    const text = value(name);
    if (text === undefined) {
      const others = IDENTITY_SETTINGS.filter((other) => other !== name).join(", ");
      problems.push(`${name} is not set: it goes with ${others}, all of them or none.`);
    }
    return text ?? "";
  };
  const list = (name: string, fallback: readonly string[]): readonly string[] =>
    env[name] === undefined
      ? fallback
      : env[name]
          .split(",")
          .map((item) => item.trim())
          .filter((item) => item !== "");

  return {
    problems,
    isGiven: (name: string): boolean => env[name] !== undefined,
    required,
    list,
    text: (name: string, fallback: string): string => value(name) ?? fallback,
    integer: (name: string, fallback: number, least: number, most: number): number => {
      const text = value(name);
      if (text === undefined) return fallback;
      const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      if (number >= least && number <= most) return number;
      problems.push(`${name} must be a whole number from ${least} to ${most}, got ${JSON.stringify(text)}.`);
      return fallback;
    },
    choice: <T extends string>(name: string, choices: readonly T[], fallback: T): T => {
      const text = value(name);
      if (text === undefined) return fallback;
      const found = choices.find((choice) => choice === text);
      if (found === undefined) problems.push(`${name} must be ${choices.join(" or ")}, got ${JSON.stringify(text)}.`);
      return found ?? fallback;
    },
    secret: (name: string): string => {
      const text = required(name);
      if (text !== "" && Buffer.byteLength(text) < 32) problems.push(`${name} must be at least 32 bytes long.`);
      return text;
    },
    url: (name: string): string => {
      const text = required(name);
      return text === "" ? text : checkedUrl(name, text);
    },
    optionalUrl: (name: string, protocols: readonly string[] = HTTP): string | null => {
      const text = value(name);
      return text === undefined ? null : checkedUrl(name, text, protocols);
    },
    origins: (name: string): readonly string[] => {
      const origins = list(name, []);
      for (const origin of origins) {
        if (!isHttpUrl(origin) || new URL(origin).origin !== origin) {
          problems.push(`${name} must list origins such as https://app.example.org, got ${JSON.stringify(origin)}.`);
        }
      }
      return origins;
    },
    urlsByName: (name: string): Readonly<Record<string, string>> => {
      const urls = Object.create(null) as Record<string, string>;
      for (const item of list(name, [])) {
        const at = item.indexOf("=");
        const subgraph = item.slice(0, Math.max(at, 0)).trim();
        const url = item.slice(at + 1).trim();
        if (subgraph === "" || !isHttpUrl(url)) {
          problems.push(`${name} must list name=url pairs, got ${JSON.stringify(item)}.`);
        } else {
          urls[subgraph] = url;
        }
      }
      return urls;
    },
  };
}

/** Whether only this machine reaches an address or a host name. @param host as in a URL or a setting, without a port */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  return name === "localhost" || name === "::1" || (isIPv4(name) && name.startsWith("127."));
}

const HTTP = ["http:", "https:"];

/** A URL as it may be told: without name and password. */
function shown(text: string): string {
  return JSON.stringify(text.replace(/\/\/.*@/, "//…@"));
}

function isHttpUrl(text: string): boolean {
  return isUrl(text, HTTP);
}

function isUrl(text: string, protocols: readonly string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol);
}

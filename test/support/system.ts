/** The whole system as real processes on the sample fleet: MongoDB, four subgraphs, simulator and gateway. */

import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient as createSseClient } from "graphql-sse";
import { type Client, createClient } from "graphql-ws";
import mongoose from "mongoose";
import { WebSocket } from "ws";
import { freePort } from "../../scripts/free-port.ts";
import { startIssuer } from "../../scripts/issuer.ts";
import { readIssuerKey } from "../../scripts/issuer-key.ts";
import { mintToken, PRINCIPALS, TOKEN_AUDIENCE, TOKEN_ISSUER } from "../../scripts/principals.ts";
import { type Cleanup, createCleanup } from "./cleanup.ts";
import { type RunningProcess, runProcess, startProcess } from "./process.ts";
import { TEST_CURSOR_SECRET, TEST_IDENTITY_SECRET } from "./subgraph-call.ts";

/** A principal by name: a partner's slug, `analyst` or `operator`. */
export type PrincipalName = "government" | "samsung" | "sk" | "hyundai" | "naver" | "analyst" | "operator";

/** A GraphQL answer as it came. */
export interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** A running system. */
export interface System extends AsyncDisposable {
  /** Address of the gateway, without a path. */
  readonly url: string;
  /** Address of the simulator, or of what stands for it, without a path. */
  readonly simulatorUrl: string;
  readonly databasePrefix: string;
  readonly mongo: mongoose.mongo.MongoClient;
  readonly subgraphs: ReadonlyMap<string, RunningProcess>;
  readonly token: (principal: PrincipalName, expiresInSeconds?: number) => Promise<string>;
  readonly ask: (
    principal: PrincipalName,
    query: string,
    variables?: object,
    operationName?: string,
  ) => Promise<Answer>;
  /** Tries again for a while when its socket breaks, unless told otherwise. */
  readonly webSocketClient: (principal: PrincipalName, options?: { readonly retryAttempts: number }) => Promise<Client>;
  readonly sseClient: (principal: PrincipalName) => Promise<ReturnType<typeof createSseClient>>;
  /** Starts a subgraph that was killed, at the address that it had. */
  readonly restartSubgraph: (name: string) => Promise<void>;
  /** Starts one more process of a subgraph, at an address of its own; it ends with the system. */
  readonly addSubgraph: (name: string) => Promise<RunningProcess>;
  readonly gatewayPid: () => number;
  /**
   * Starts one more gateway on the same subgraphs; it ends with the system.
   * @param subgraphUrls by name, in place of the real ones
   * @param settings variables of its environment, over those of the system
   */
  readonly addGateway: (
    engine: Engine,
    subgraphUrls?: ReadonlyMap<string, string>,
    settings?: Readonly<Record<string, string>>,
  ) => Promise<RunningProcess>;
  /** Starts the gateway again, after killing it where it runs, at the address that it had. */
  readonly restartGateway: () => Promise<void>;
}

/** What answers queries inside the gateway. */
export type Engine = "own" | "apollo";

/** What can be set. */
export interface SystemOptions {
  /** `own` unless told. */
  readonly engine?: Engine;
  /** 1,000 unless told. */
  readonly scrapeIntervalMs?: number;
  readonly fleet?: "sample" | "default" | "full";
  /** How long a past the simulator makes up; 31 days unless told. */
  readonly historyDays?: number;
  /** Hears how long seeding took. */
  readonly onSeeded?: (what: "fleet" | "history", seconds: number) => void;
  /** In place of the replica set that the test run started. */
  readonly mongodbUri?: string;
  /** In place of the simulator and the past that it makes up. */
  readonly telemetry?: {
    /** Address of a node's page, with `{hostname}` in it. */
    readonly exporterUrl: string;
    /** Writes what was reported so far into the databases of the fleet, which is seeded and of which nothing runs yet. */
    readonly writePast: (databasePrefix: string) => Promise<void>;
  };
}

/** Seeds databases of its own and starts everything; MONGODB_URI is the replica set that the test run started. */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const stack = createCleanup();
  try {
    return await start(options, stack);
  } catch (error) {
    await stack[Symbol.asyncDispose]();
    throw error;
  }
}

const SUBGRAPHS = ["inventory", "partners", "sites", "workloads"] as const;

async function start(
  {
    engine = "own",
    scrapeIntervalMs = 1_000,
    fleet = "sample",
    historyDays = 31,
    onSeeded,
    mongodbUri = process.env["MONGODB_URI"] ?? "",
    telemetry,
  }: SystemOptions,
  stack: Cleanup,
): Promise<System> {
  const databasePrefix = `e2e_${randomBytes(6).toString("hex")}`;
  const mongo = await mongoose.mongo.MongoClient.connect(mongodbUri);
  stack.defer(async () => {
    for (const name of SUBGRAPHS) await mongo.db(`${databasePrefix}_${name}`).dropDatabase();
    await mongo.close();
  });
  const dataPath = await mkdtemp(join(tmpdir(), "fleet-e2e-"));
  stack.defer(async () => await rm(dataPath, { recursive: true }));
  const key = await readIssuerKey(dataPath);
  const gatewayPort = await freePort();
  const issuer = await startIssuer({
    key,
    host: "127.0.0.1",
    port: 0,
    explorerOrigins: [`http://127.0.0.1:${gatewayPort}`],
    now: Date.now,
  });
  stack.defer(async () => await issuer.stop());
  const database = { MONGODB_URI: mongodbUri, DATABASE_PREFIX: databasePrefix };
  await seed("fleet", "subgraphs/seed.js", ["--fleet", fleet], secrets());
  const exporterUrl = telemetry?.exporterUrl ?? (await startSimulator());
  await telemetry?.writePast(databasePrefix);

  async function seed(
    what: "fleet" | "history",
    script: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): Promise<void> {
    const began = performance.now();
    await runProcess(script, args, { ...database, ...environment });
    onSeeded?.(what, (performance.now() - began) / 1000);
  }

  async function startSimulator(): Promise<string> {
    await seed("history", "simulator/history-main.js", ["--days", String(historyDays)], { SEED: "7" });
    const simulator = stack.use(await startProcess("simulator/main.js", [], { ...database, PORT: "0", SEED: "7" }));
    return `${simulator.url}/nodes/{hostname}/metrics`;
  }

  function secrets(port = "0"): Record<string, string> {
    return { IDENTITY_SECRET: TEST_IDENTITY_SECRET, CURSOR_SECRET: TEST_CURSOR_SECRET, PORT: port };
  }
  const subgraphs = new Map<string, RunningProcess>();
  const startSubgraph = async (name: string, port: string): Promise<RunningProcess> => {
    const scraped = { COLLECTOR: "on", SCRAPE_INTERVAL_MS: String(scrapeIntervalMs), EXPORTER_URL: exporterUrl };
    return await startProcess("subgraphs/main.js", [name], { ...database, ...secrets(port), ...scraped });
  };
  stack.defer(async () => {
    await Promise.all([...subgraphs.values()].map((subgraph) => subgraph.kill()));
  });
  await Promise.all(
    SUBGRAPHS.map(async (name) => subgraphs.set(name, await startSubgraph(name, String(await freePort())))),
  );

  let gateway: RunningProcess | null = null;
  stack.defer(async () => await gateway?.kill());
  const startGateway = async (
    port: string,
    kind: Engine = engine,
    urls: ReadonlyMap<string, string> = new Map([...subgraphs].map(([name, { url }]) => [name, url])),
    settings: Readonly<Record<string, string>> = {},
  ): Promise<RunningProcess> =>
    await startProcess("gateway/main.js", [], {
      PORT: port,
      IDENTITY_SECRET: TEST_IDENTITY_SECRET,
      GATEWAY_ENGINE: kind,
      JWKS_URL: issuer.jwksUrl,
      FORWARDED_CLAIMS: "partner",
      EXPLORER_TOKENS_URL: issuer.tokensUrl,
      TOKEN_ISSUER,
      TOKEN_AUDIENCE,
      SUBGRAPH_URLS: [...urls].map(([name, url]) => `${name}=${new URL("/graphql", url).href}`).join(","),
      ...settings,
    });
  gateway = await startGateway(String(gatewayPort));
  const url = new URL(gateway.url).origin;

  const token = async (principal: PrincipalName, expiresInSeconds = 3_600): Promise<string> => {
    const sample = PRINCIPALS.find(({ name }) => name === principal);
    if (sample === undefined) throw new TypeError(`expected a sample principal, got ${principal}`);
    return await mintToken(key, sample, expiresInSeconds, Date.now());
  };
  return {
    url,
    simulatorUrl: new URL(exporterUrl).origin,
    databasePrefix,
    gatewayPid: () => gateway?.pid ?? 0,
    mongo,
    subgraphs,
    token,
    async ask(principal, query, variables = {}, operationName) {
      const response = await fetch(`${url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${await token(principal)}` },
        body: JSON.stringify({ query, variables, operationName }),
      });
      return (await response.json()) as Answer;
    },
    async webSocketClient(principal, { retryAttempts } = { retryAttempts: 20 }) {
      const authorization = `Bearer ${await token(principal)}`;
      return createClient({
        url: `${url.replace("http", "ws")}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { authorization },
        retryAttempts,
        retryWait: async () => await new Promise((resolve) => setTimeout(resolve, 200)),
        shouldRetry: () => true,
      });
    },
    async sseClient(principal) {
      const authorization = `Bearer ${await token(principal)}`;
      return createSseClient({ url: `${url}/graphql`, headers: { authorization }, retryAttempts: 0 });
    },
    async restartSubgraph(name) {
      const before = subgraphs.get(name);
      if (before === undefined) throw new TypeError(`expected one of ${SUBGRAPHS.join(", ")}, got ${name}`);
      subgraphs.set(name, await startSubgraph(name, new URL(before.url).port));
    },
    addSubgraph: async (name) => stack.use(await startSubgraph(name, "0")),
    async addGateway(kind, urls, settings) {
      return stack.use(await startGateway("0", kind, urls, settings));
    },
    async restartGateway() {
      await gateway?.kill();
      gateway = await startGateway(new URL(url).port);
    },
    [Symbol.asyncDispose]: async () => await stack[Symbol.asyncDispose](),
  };
}

/** Asks again until `done` holds. @throws Error with the last answer after `timeoutMs` */
export async function until<T>(ask: () => Promise<T>, done: (value: T) => boolean, timeoutMs = 15_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await ask();
    if (done(value)) return value;
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms; last: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

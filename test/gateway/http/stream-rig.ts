/** A gateway over the auction house, with small limits for its streams, and raw clients for it. */

import { once } from "node:events";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { readConfig } from "../../../gateway/config.ts";
import { createExplorer } from "../../../gateway/http/explorer.ts";
import { createMovingStreams } from "../../../gateway/http/moving-streams.ts";
import { createPipeline } from "../../../gateway/http/request-pipeline.ts";
import { createRequestSignals } from "../../../gateway/http/request-signals.ts";
import { GRAPHQL_PATH, startHttpServer } from "../../../gateway/http/server.ts";
import { createHttpStreams, HTTP_STREAM_LIMITS, type HttpStreamLimits } from "../../../gateway/http/http-stream.ts";
import {
  createWebSocketEndpoint,
  WEBSOCKET_LIMITS,
  type WebSocketEndpoint,
  type WebSocketLimits,
} from "../../../gateway/http/websocket.ts";
import { createAdmission } from "../../../gateway/limits/admission.ts";
import { createRate } from "../../../gateway/limits/rate.ts";
import { createShares } from "../../../gateway/limits/shares.ts";
import { openEngine } from "../../../gateway/open-engine.ts";
import { readGeneration } from "../../../gateway/supergraph/generation.ts";
import { createLog } from "../../../gateway/telemetry/log.ts";
import { createRevocations } from "../../../gateway/auth/revocations.ts";
import { createAccess } from "../../../gateway/auth/access.ts";
import { startIssuer, type TokenIssuer } from "../../support/token-issuer.ts";
import { type AuctionHouse, openAuctionHouse } from "../subscribe/auction-house.ts";

/** A gateway with streams. */
export interface StreamRig extends AsyncDisposable {
  readonly house: AuctionHouse;
  readonly issuer: TokenIssuer;
  readonly sockets: WebSocketEndpoint;
  /** Such as `http://127.0.0.1:45123/graphql`. */
  readonly url: string;
  readonly webSocketUrl: string;
  /** Closes the gateway as a graceful stop does. */
  stop(): Promise<void>;
  /** A real client, with a token for the subject. */
  client(subject?: string): Promise<ReturnType<typeof createClient>>;
  /** A raw connection, initialised with a token unless told. */
  connect(options?: ConnectOptions): Promise<RawClient>;
}

/** How a raw connection is made. */
export interface ConnectOptions {
  /** The payload of `connection_init`; null sends none. */
  readonly init?: Readonly<Record<string, unknown>> | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocol?: string;
  readonly autoPong?: boolean;
}

/** A connection, what it received, and how it was closed. */
export interface RawClient {
  readonly socket: WebSocket;
  readonly received: readonly Readonly<Record<string, unknown>>[];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  send(message: unknown): void;
}

/** Starts a gateway over a new auction house. */
export async function startStreams(
  limits: {
    readonly webSocket?: Partial<WebSocketLimits>;
    readonly http?: Partial<HttpStreamLimits>;
    readonly perPrincipal?: number;
    readonly operationsAtOnce?: number;
    readonly subscribesPerSecond?: number;
  } = {},
): Promise<StreamRig> {
  const house = await openAuctionHouse();
  const issuer = await startIssuer();
  const log = createLog("silent");
  const config = readConfig({
    PORT: "0",
    JWKS_URL: issuer.jwksUrl,
    FORWARDED_CLAIMS: "partner",
    TOKEN_ISSUER: issuer.issuer,
    TOKEN_AUDIENCE: issuer.audience,
    IDENTITY_SECRET: "a secret of tests that is longer than 32 bytes",
    CORS_ORIGINS: "https://app.example.org",
  });
  const generation = readGeneration(house.supergraphSdl);
  const engine = await openEngine(config, generation, log);
  const revocations = createRevocations({
    url: issuer.revocationsUrl,
    pollMs: 10,
    onFault: () => undefined,
  });
  const admission = createAdmission(limits.operationsAtOnce ?? config.http.maxConcurrentRequests);
  const signals = createRequestSignals();
  const pipeline = createPipeline({
    engine,
    access: createAccess(config.auth),
    admission,
    sockets: createShares(limits.perPrincipal ?? 100),
    subscriptions: createShares(limits.perPrincipal ?? 100),
    subscribeRate: createRate(limits.subscribesPerSecond ?? 1_000, limits.perPrincipal ?? 100),
    revocations,
    streams: createMovingStreams(),
    limits: config.limits,
    documentCacheBytes: config.documentCacheBytes,
    corsOrigins: config.http.corsOrigins,
    log,
  });
  const sockets = createWebSocketEndpoint({
    path: GRAPHQL_PATH,
    pipeline: () => pipeline,
    limits: { ...WEBSOCKET_LIMITS, closeTimeoutMs: 100, terminateAfterMs: 2_000, ...limits.webSocket },
  });
  const { maxBodyBytes, requestTimeoutMs } = config.http;
  const handleStream = createHttpStreams({ ...HTTP_STREAM_LIMITS, endTimeoutMs: 2_000, ...limits.http });
  const server = await startHttpServer({
    ...config.http,
    graphql: { pipeline: () => pipeline, signals, maxBodyBytes, requestTimeoutMs, handleStream },
    exports: { shares: createShares(100), stallMs: config.http.exportStallMs, log },
    admission,
    signals,
    explorer: createExplorer({ dir: "none", tokensUrl: null }),
    explorerSetting: { access: "tokens", tokensUrl: null },
    missingSubgraphs: () => Promise.resolve([]),
    metrics: () => [],
    log,
  });
  server.onUpgrade((request, socket, head) => sockets.handleUpgrade(request, socket, head));
  const webSocketUrl = `${server.url.replace("http", "ws")}${GRAPHQL_PATH}`;
  const open: WebSocket[] = [];
  const clients: ReturnType<typeof createClient>[] = [];
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    revocations.close();
    stopped ??= Promise.all([server.close(), sockets.close()]).then(() => engine.close());
    return stopped;
  };
  return {
    house,
    issuer,
    sockets,
    url: `${server.url}${GRAPHQL_PATH}`,
    webSocketUrl,
    stop,
    async client(subject = "ada") {
      const token = await issuer.token({ sub: subject, scope: "introspect" });
      const client = createClient({
        url: webSocketUrl,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        connectionParams: { authorization: `Bearer ${token}` },
      });
      clients.push(client);
      return client;
    },
    async connect(options = {}) {
      const { headers = {}, protocol = "graphql-transport-ws", autoPong = true } = options;
      const init = options.init === undefined ? { authorization: await issuer.token({ sub: "ada" }) } : options.init;
      const socket = new WebSocket(webSocketUrl, protocol, { headers, autoPong });
      open.push(socket);
      const client = rawClient(socket);
      await once(socket, "open");
      if (init !== null) client.send({ type: "connection_init", payload: init });
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client.dispose();
      for (const socket of open) socket.terminate();
      await stop();
      await house[Symbol.asyncDispose]();
      await issuer[Symbol.asyncDispose]();
    },
  };
}

function rawClient(socket: WebSocket): RawClient {
  const received: Readonly<Record<string, unknown>>[] = [];
  socket.on("message", (data: Buffer) => received.push(JSON.parse(data.toString()) as Record<string, unknown>));
  socket.on("error", () => undefined);
  return {
    socket,
    received,
    closed: new Promise((resolve) => {
      socket.on("close", (code: number, reason: Buffer) => resolve({ code, reason: reason.toString() }));
    }),
    send: (message) =>
      socket.send(typeof message === "string" || Buffer.isBuffer(message) ? message : JSON.stringify(message)),
  };
}

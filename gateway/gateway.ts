/** The gateway as a whole: a supergraph in, one graph out. */

import { createAccess } from "./auth/access.ts";
import type { GatewayConfig } from "./config.ts";
import { createExplorer } from "./http/explorer.ts";
import { createHttpStreams, HTTP_STREAM_LIMITS } from "./http/http-stream.ts";
import { createPipeline } from "./http/request-pipeline.ts";
import { createRequestSignals } from "./http/request-signals.ts";
import { GRAPHQL_PATH, startHttpServer } from "./http/server.ts";
import { createWebSocketEndpoint, WEBSOCKET_LIMITS } from "./http/websocket.ts";
import { createAdmission } from "./limits/admission.ts";
import { createShares } from "./limits/shares.ts";
import { openEngine } from "./open-engine.ts";
import { type Generation, readGeneration } from "./supergraph/generation.ts";
import type { Log } from "./telemetry/log.ts";
import { createSubgraphProbe } from "./upstream/probe.ts";

/** How long a subgraph may take to say that it is alive, and how long that is believed. */
const PROBE_TIMEOUT_MS = 1_000;
const PROBE_MAX_AGE_MS = 1_000;

/** What a gateway is started with. */
export interface GatewayOptions {
  readonly config: GatewayConfig;
  readonly supergraphSdl: string;
  readonly log: Log;
}

/** A gateway that serves. */
export interface Gateway {
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly generation: Generation;
  /** Takes nothing new, ends streams, lets requests finish for the time set, and frees everything. */
  close(): Promise<void>;
}

/**
 * Starts a gateway.
 * @throws SupergraphError when the supergraph cannot be run
 * @throws Error with Node's `code`, such as EADDRINUSE, when the port cannot be had
 */
export async function startGateway({ config, supergraphSdl, log }: GatewayOptions): Promise<Gateway> {
  const { http, auth, upstream, streams } = config;
  const generation = readGeneration(supergraphSdl, upstream.subgraphUrls);
  const engine = await openEngine(config, generation, log);
  const probe = createSubgraphProbe({
    urls: generation.urls,
    timeoutMs: PROBE_TIMEOUT_MS,
    maxAgeMs: PROBE_MAX_AGE_MS,
  });
  const admission = createAdmission(http.maxConcurrentRequests);
  const signals = createRequestSignals();
  const pipeline = createPipeline({
    engine,
    access: createAccess(auth),
    admission,
    sockets: createShares(streams.maxSocketsPerPrincipal),
    subscriptions: createShares(streams.maxSubscriptionsPerPrincipal),
    limits: config.limits,
    documentCacheBytes: config.documentCacheBytes,
    corsOrigins: http.corsOrigins,
    log,
  });
  const close = async (): Promise<void> => {
    await engine.close();
    await probe.close();
  };
  const sockets = createWebSocketEndpoint({
    path: GRAPHQL_PATH,
    pipeline: () => pipeline,
    limits: {
      ...WEBSOCKET_LIMITS,
      requestTimeoutMs: http.requestTimeoutMs,
      maxConnections: streams.maxSockets,
      maxOperations: streams.maxOperationsPerSocket,
      initTimeoutMs: streams.initTimeoutMs,
      pingIntervalMs: streams.pingIntervalMs,
    },
  });
  try {
    const server = await startHttpServer({
      host: http.host,
      port: http.port,
      shutdownTimeoutMs: http.shutdownTimeoutMs,
      graphql: {
        pipeline: () => pipeline,
        signals,
        maxBodyBytes: http.maxBodyBytes,
        requestTimeoutMs: http.requestTimeoutMs,
        handleStream: createHttpStreams({ ...HTTP_STREAM_LIMITS, heartbeatMs: streams.heartbeatMs }),
      },
      admission,
      signals,
      explorer: createExplorer({ dir: http.explorerDir, tokensUrl: http.explorerTokensUrl }),
      explorerTokensUrl: http.explorerTokensUrl,
      missingSubgraphs: () => probe.missing(),
      log,
    });
    server.onUpgrade((request, socket, head) => sockets.handleUpgrade(request, socket, head));
    return {
      url: server.url,
      generation,
      async close() {
        await Promise.all([server.close(), sockets.close()]);
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

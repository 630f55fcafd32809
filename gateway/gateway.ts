/** The gateway as a whole: a supergraph in, one graph out. */

import { createAccess } from "./auth/access.ts";
import { createRevocations, NO_REVOCATIONS, type Revocations } from "./auth/revocations.ts";
import type { GatewayConfig } from "./config.ts";
import { countUnderWay, createGenerations, type Served } from "./generations.ts";
import { createExplorer } from "./http/explorer.ts";
import { createHttpStreams, HTTP_STREAM_LIMITS } from "./http/http-stream.ts";
import { createMovingStreams, type MovingStreams } from "./http/moving-streams.ts";
import { coerceVariables, createDocuments, NO_VARIABLES } from "./http/documents.ts";
import type { Pipeline } from "./http/pipeline.ts";
import { createPipeline } from "./http/request-pipeline.ts";
import { createRequestSignals } from "./http/request-signals.ts";
import { GRAPHQL_PATH, startHttpServer } from "./http/server.ts";
import { createWebSocketEndpoint, WEBSOCKET_LIMITS } from "./http/websocket.ts";
import { type Admission, createAdmission } from "./limits/admission.ts";
import { createRate } from "./limits/rate.ts";
import { createShares } from "./limits/shares.ts";
import { openEngine } from "./open-engine.ts";
import { warmUp } from "./warm-up.ts";
import { streamMetrics } from "./stream-metrics.ts";
import type { Broker } from "./subscribe/broker.ts";
import { openRedisBroker } from "./subscribe/redis-broker.ts";
import { createStreamCounters, type StreamCounters } from "./subscribe/stream-counters.ts";
import { type Generation, readGeneration } from "./supergraph/generation.ts";
import type { Log } from "./telemetry/log.ts";
import { createSubgraphProbe } from "./upstream/probe.ts";

/** How long a subgraph may take to say that it is alive, and how long that is believed. */
const PROBE_TIMEOUT_MS = 1_000;
const PROBE_MAX_AGE_MS = 1_000;
/** How much longer than a request may take its generation is kept. */
const DRAIN_MARGIN_MS = 1_000;

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
  /** The generation that serves now. */
  readonly generation: Generation;
  /**
   * Serves another supergraph from now on. Requests under way finish in the old one, streams go on in the new one.
   * @returns false where it is the supergraph that is served already; settles when all streams have moved
   * @throws SupergraphError when the supergraph cannot be run; the one that is served stays
   */
  reload(supergraphSdl: string): Promise<boolean>;
  /** Makes the process quick before it is asked much: checks and plans made-up operations, a little at a time. */
  warmUp(): Promise<void>;
  /** Takes nothing new, ends streams, lets requests finish for the time set, and frees everything. */
  close(): Promise<void>;
}

/**
 * Starts a gateway.
 * @throws SupergraphError when the supergraph cannot be run
 * @throws Error with Node's `code`, such as EADDRINUSE, when the port cannot be had
 */
export async function startGateway({ config, supergraphSdl, log }: GatewayOptions): Promise<Gateway> {
  const { http, streams } = config;
  const admission = createAdmission(http.maxConcurrentRequests);
  const signals = createRequestSignals();
  const moving = createMovingStreams();
  const counters = createStreamCounters();
  const revocations = openRevocations(config, log);
  const broker = await openBroker(config, log);
  const open = createOpening({ config, admission, streams: moving, counters, revocations, broker, log });
  const generations = createGenerations(
    await open(readGeneration(supergraphSdl, config.upstream.subgraphUrls)),
    moving,
    http.requestTimeoutMs + DRAIN_MARGIN_MS,
  );
  // What is left when a stop has taken its time is cut off.
  const drainMs = Math.min(http.drainMs, http.shutdownTimeoutMs);
  const pipeline = (): Pipeline => generations.current.pipeline;
  const sockets = createWebSocketEndpoint({
    path: GRAPHQL_PATH,
    pipeline,
    limits: {
      ...WEBSOCKET_LIMITS,
      requestTimeoutMs: http.requestTimeoutMs,
      maxConnections: streams.maxSockets,
      maxOperations: streams.maxOperationsPerSocket,
      initTimeoutMs: streams.initTimeoutMs,
      pingIntervalMs: streams.pingIntervalMs,
      drainMs,
    },
  });
  try {
    const server = await startHttpServer({
      host: http.host,
      port: http.port,
      shutdownTimeoutMs: http.shutdownTimeoutMs,
      drainMs,
      graphql: {
        pipeline,
        signals,
        maxBodyBytes: http.maxBodyBytes,
        requestTimeoutMs: http.requestTimeoutMs,
        handleStream: createHttpStreams({ ...HTTP_STREAM_LIMITS, heartbeatMs: streams.heartbeatMs }),
      },
      exports: { shares: createShares(http.maxExportsPerPrincipal), stallMs: http.exportStallMs, log },
      admission,
      signals,
      explorer: createExplorer({ dir: http.explorerDir, tokensUrl: http.explorerTokensUrl }),
      explorerSetting: { access: config.auth.kind, tokensUrl: http.explorerTokensUrl },
      metrics: () =>
        streamMetrics({
          engines: generations.streams(),
          counters,
          sockets: sockets.size(),
          supergraphSwaps: generations.swaps,
        }),
      missingSubgraphs: () => generations.current.probe.missing(),
      log,
    });
    server.onUpgrade((request, socket, head) => sockets.handleUpgrade(request, socket, head));
    let reloading: Promise<unknown> = Promise.resolve();
    let isClosed = false;
    return {
      url: server.url,
      get generation() {
        return generations.current.generation;
      },
      async reload(sdl) {
        const reloaded = reloading.then(async () => {
          const generation = readGeneration(sdl, config.upstream.subgraphUrls);
          if (generation.id === generations.current.generation.id) return false;
          await generations.swap(await open(generation));
          return true;
        });
        reloading = reloaded.catch(() => undefined);
        return await reloaded;
      },
      warmUp: () => {
        const { generation, engine } = generations.current;
        const documents = createDocuments(generation.apiSchema, config.limits, 0);
        return warmUp({
          schema: generation.apiSchema,
          plan: (text) => {
            const { prepared } = documents.find(text, undefined);
            const parameters = { query: text, operationName: undefined, variables: NO_VARIABLES };
            engine.explain(coerceVariables(generation.apiSchema, prepared, parameters));
          },
          isOver: () => isClosed,
        });
      },
      async close() {
        isClosed = true;
        await Promise.all([server.close(), sockets.close()]);
        await reloading;
        revocations.close();
        await generations.close();
        await broker?.close();
      },
    };
  } catch (error) {
    revocations.close();
    await generations.close();
    await broker?.close();
    throw error;
  }
}

function openRevocations({ auth }: GatewayConfig, log: Log): Revocations {
  if (auth.kind !== "tokens" || auth.revocationsUrl === null) return NO_REVOCATIONS;
  return createRevocations({
    url: auth.revocationsUrl,
    pollMs: auth.revocationsPollMs,
    onFault: (error) => log.error({ err: error }, "the list of revoked principals cannot be had"),
  });
}

async function openBroker({ streams }: GatewayConfig, log: Log): Promise<Broker | null> {
  if (streams.broker === null) return null;
  return await openRedisBroker({
    ...streams.broker,
    onChange: (state, error) => {
      if (state === "up") log.info("the broker is there");
      else log.warn({ err: error }, "the broker is away: each gateway goes on by itself");
    },
  });
}

interface OpeningOptions {
  readonly broker: Broker | null;
  readonly counters: StreamCounters;
  readonly revocations: Revocations;
  readonly config: GatewayConfig;
  readonly admission: Admission;
  readonly streams: MovingStreams;
  readonly log: Log;
}

/** Opens generations; what counts and bounds is the same for all of them. */
function createOpening({
  config,
  admission,
  streams,
  counters,
  revocations,
  broker,
  log,
}: OpeningOptions): (generation: Generation) => Promise<Served> {
  const access = createAccess(config.auth);
  const { maxSubscribesPerSecond, maxSubscriptionsPerPrincipal } = config.streams;
  const subscribeRate = createRate(maxSubscribesPerSecond, maxSubscriptionsPerPrincipal);
  const sockets = createShares(config.streams.maxSocketsPerPrincipal);
  const subscriptions = createShares(config.streams.maxSubscriptionsPerPrincipal);
  return async (generation) => {
    const { engine, idle } = countUnderWay(await openEngine(config, generation, log, counters, broker));
    const pipeline = createPipeline({
      engine,
      access,
      admission,
      sockets,
      subscriptions,
      subscribeRate,
      revocations,
      streams,
      limits: config.limits,
      documentCacheBytes: config.documentCacheBytes,
      corsOrigins: config.http.corsOrigins,
      log,
    });
    const probe = createSubgraphProbe({
      urls: generation.urls,
      timeoutMs: PROBE_TIMEOUT_MS,
      maxAgeMs: PROBE_MAX_AGE_MS,
    });
    return { generation, engine, idle, pipeline, probe };
  };
}

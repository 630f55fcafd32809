/** Opens the engine that the settings choose, over connections of its own. */

import { IDENTITY_HEADER, REQUEST_ID_HEADER } from "../schema/wire.ts";
import { createIdentitySigner, type IdentitySigner } from "./auth/identity.ts";
import type { AuthConfig, GatewayConfig } from "./config.ts";
import type { Engine } from "./engine.ts";
import { createOwnEngine } from "./own-engine.ts";
import type { Broker } from "./subscribe/broker.ts";
import { readLiveFields } from "./subscribe/live.ts";
import { createSubscribeCompiled } from "./subscribe/subscribe-compiled.ts";
import { createStreamCounters, type StreamCounters } from "./subscribe/stream-counters.ts";
import { createSubscriber, SUBSCRIBER_LIMITS } from "./subscribe/subscriber.ts";
import type { Generation } from "./supergraph/generation.ts";
import type { Log } from "./telemetry/log.ts";
import { createSubgraphClient } from "./upstream/http.ts";
import { createSourceStreams, SOURCE_STREAM_DEFAULTS } from "./upstream/websocket.ts";

/**
 * Opens the engine of one generation. Closing it closes its connections to subgraphs.
 * @throws Error when the engine cannot run the supergraph
 */
export async function openEngine(
  config: GatewayConfig,
  generation: Generation,
  log: Log,
  counters: StreamCounters = createStreamCounters(),
  broker: Broker | null = null,
): Promise<Engine> {
  return config.engine === "own"
    ? openOwnEngine(config, generation, log, counters, broker)
    : await openApolloEngine(config, generation, log);
}

async function openApolloEngine({ auth }: GatewayConfig, generation: Generation, log: Log): Promise<Engine> {
  const identities = openIdentities(auth);
  // Loaded when chosen only: it takes a good part of a second and tens of megabytes.
  const { createApolloEngine } = await import("./apollo-engine.ts");
  return await createApolloEngine({
    generation,
    identityFor: ({ principal }) => identities?.forPrincipal(principal) ?? null,
    log,
  });
}

function openOwnEngine(
  { auth, upstream, streams }: GatewayConfig,
  generation: Generation,
  log: Log,
  counters: StreamCounters,
  broker: Broker | null,
): Engine {
  const identities = openIdentities(auth);
  const client = createSubgraphClient({ ...upstream, urls: generation.urls });
  const sources = createSourceStreams({
    ...SOURCE_STREAM_DEFAULTS,
    urlOf: (subgraph) => {
      const url = generation.urls[subgraph];
      if (url === undefined) throw new TypeError(`expected a subgraph of the supergraph, got ${subgraph}`);
      return url;
    },
    signIdentity: (identity) => identities?.sign(identity) ?? null,
    onReopen: () => (counters.upstreamRestarts += 1),
  });
  const subscriber = createSubscriber({
    generation: generation.id,
    liveFields: readLiveFields(generation.document),
    sources,
    broker,
    limits: {
      ...SUBSCRIBER_LIMITS,
      maxSubscribers: streams.maxSubscriptions,
      maxTopics: streams.maxTopics,
      queue: {
        maxFrames: streams.maxQueuedFrames,
        maxBytes: streams.maxQueuedBytes,
        maxAgeMs: streams.maxQueuedAgeMs,
      },
      restTimeoutMs: upstream.timeoutMs,
    },
    counters,
    onFault: (error) => log.error({ err: error }, "stream fault"),
  });
  const onFault = (error: Error, errorId: string): void => log.error({ err: error, errorId }, "subgraph fault");
  const engine = createOwnEngine({
    supergraph: generation.document,
    apiSchema: generation.apiSchema,
    generation: generation.id,
    fetchSubgraphFor: ({ principal, requestId }) =>
      client.withHeaders({ ...identified(identities?.forPrincipal(principal)), [REQUEST_ID_HEADER]: requestId }),
    subscribe: createSubscribeCompiled({
      subscriber,
      fetchSubgraphForClass: ({ scopes, claims }) =>
        client.withHeaders(identified(identities?.sign({ subject: null, scopes, claims }))),
      onFault,
    }),
    onFault,
  });
  return {
    apiSchema: engine.apiSchema,
    explain: (operation, isInParts) => engine.explain(operation, isInParts),
    execute: (operation, context) => engine.execute(operation, context),
    ...(engine.executeInParts === undefined ? {} : { executeInParts: engine.executeInParts }),
    subscribe: (operation, context, place) => engine.subscribe(operation, context, place),
    streams() {
      const { streams: upstreamStreams, sockets: upstreamSockets } = sources.stats();
      return { ...subscriber.stats(), upstreamStreams, upstreamSockets };
    },
    async close() {
      subscriber.close();
      await engine.close();
      await sources.close();
      await client.close();
    },
  };
}

/** Null where subgraphs are told nothing of who asks. */
function openIdentities({ identitySecret }: AuthConfig): IdentitySigner | null {
  return identitySecret === null ? null : createIdentitySigner(identitySecret);
}

function identified(identity: string | undefined): Readonly<Record<string, string>> {
  return identity === undefined ? {} : { [IDENTITY_HEADER]: identity };
}

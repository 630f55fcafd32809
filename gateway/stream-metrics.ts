/** What `/metrics` says of the streams of a gateway. */

import type { EngineStreams } from "./engine.ts";
import type { StreamCounters } from "./subscribe/stream-counters.ts";
import type { Metric } from "./telemetry/metrics.ts";

/** Where the figures come from. */
export interface StreamMetricsSources {
  /** Of each generation that has streams. */
  readonly engines: readonly EngineStreams[];
  readonly counters: StreamCounters;
  /** WebSocket connections of clients. */
  readonly sockets: number;
  readonly supergraphSwaps: number;
}

export function streamMetrics({
  engines,
  counters,
  sockets,
  supergraphSwaps,
}: StreamMetricsSources): readonly Metric[] {
  const sum = (of: (engine: EngineStreams) => number): number => engines.reduce((total, one) => total + of(one), 0);
  const gauge = (name: string, help: string, value: number): Metric => ({
    name: `gateway_stream_${name}`,
    kind: "gauge",
    help,
    value,
  });
  const counter = (name: string, help: string, value: number): Metric => ({
    name: `gateway_stream_${name}_total`,
    kind: "counter",
    help,
    value,
  });
  const oldestMs = Math.max(0, ...engines.map(({ maxQueueAgeMs }) => maxQueueAgeMs));
  return [
    gauge("client_sockets", "WebSocket connections of clients.", sockets),
    gauge(
      "subscribers",
      "Subscriptions of clients, over every transport.",
      sum((one) => one.subscribers),
    ),
    gauge(
      "topics",
      "Source streams that subscribers share.",
      sum((one) => one.topics),
    ),
    gauge(
      "led_topics",
      "Source streams that this gateway follows for the whole fleet.",
      sum((one) => one.ledTopics),
    ),
    gauge(
      "followed_topics",
      "Source streams that this gateway reads from the broker.",
      sum((one) => one.followedTopics),
    ),
    gauge(
      "catch_ups",
      "Source streams of subscribers who came back.",
      sum((one) => one.catchUps),
    ),
    gauge(
      "lagging_subscribers",
      "Subscribers for whom frames wait.",
      sum((one) => one.lagging),
    ),
    gauge("queue_age_seconds", "For how long the oldest frame has waited for its subscriber.", oldestMs / 1_000),
    gauge(
      "memory_bytes",
      "What topics remember of their events, by estimate.",
      sum((one) => one.logBytes),
    ),
    gauge(
      "upstream_streams",
      "Subscriptions at subgraphs.",
      sum((one) => one.upstreamStreams),
    ),
    gauge(
      "upstream_sockets",
      "WebSocket connections to subgraphs.",
      sum((one) => one.upstreamSockets),
    ),
    counter("events", "Events that subgraphs sent.", counters.events),
    counter(
      "resumes_from_memory",
      "Subscribers who came back and were served from memory.",
      counters.resumesFromMemory,
    ),
    counter("resumes_from_subgraph", "Subscribers who came back from further away.", counters.resumesFromSubgraph),
    counter("gaps", "Frames that said that something before them was lost.", counters.gaps),
    counter("dropped_frames", "Merged frames that were dropped for newer ones.", counters.droppedFrames),
    counter("dropped_subscribers", "Subscribers given up because they read too slowly.", counters.droppedSubscribers),
    counter("overflows", "Selections given up because the rest of their plan lagged.", counters.overflows),
    counter("upstream_restarts", "Subscriptions at subgraphs that were opened again.", counters.upstreamRestarts),
    counter("broker_fallbacks", "Source streams that went on without the broker.", counters.brokerFallbacks),
    counter("supergraph_swaps", "Supergraphs that took the place of another.", supergraphSwaps),
  ];
}

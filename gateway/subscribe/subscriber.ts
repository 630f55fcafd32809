/** Opens subscriptions and lets those that ask the same share one source stream. */

import { createHash } from "node:crypto";
import type { Principal } from "../context.ts";
import type { FrameStream } from "../engine.ts";
import { GatewayError } from "../errors.ts";
import type { OperationRequest } from "../operation.ts";
import type { SourceStreams } from "../upstream/websocket.ts";
import type { CompleteEvent } from "./group.ts";
import type { LiveField } from "./live.ts";
import { type QueueLimits, SubscriberQueue } from "./queue.ts";
import { compileSourceOperation, type SourceOperation } from "./source-operation.ts";
import { Topic, type TopicLimits } from "./topic.ts";

/** One subscription of one client, planned. */
export interface Subscription {
  /** What to subscribe to, as the plan says: a document with one subscription, and the client's variables that it uses. */
  readonly primary: {
    readonly subgraph: string;
    readonly query: string;
    readonly variables: Readonly<Record<string, unknown>>;
  };
  readonly operation: OperationRequest;
  /** Runs the rest of the plan. It may outlive this client and serve others of its authorisation class. */
  readonly complete: CompleteEvent;
  readonly principal: Principal;
  /** The cursor to go on after, in place of what the operation says. */
  readonly after: string | undefined;
}

/** The subscriptions of one generation of a supergraph. */
export interface Subscriber {
  /**
   * Opens a subscription. What the subgraph refuses is thrown by the stream's first `next`.
   * @throws GatewayError TOO_MANY_REQUESTS when there are as many subscribers or topics as there may be
   */
  subscribe(subscription: Subscription): FrameStream;
  stats(): SubscriberStats;
  /** Ends all subscriptions with OVERLOADED. */
  close(): void;
}

/** How many subscribers share how many source streams. */
export interface SubscriberStats {
  readonly subscribers: number;
  readonly topics: number;
}

/** Bounds of all subscriptions together. */
export interface SubscriberLimits extends TopicLimits {
  readonly maxSubscribers: number;
  readonly maxTopics: number;
  /** Of each subscriber. */
  readonly queue: QueueLimits;
}

/** Values for one process. */
export const SUBSCRIBER_LIMITS: SubscriberLimits = {
  maxSubscribers: 50_000,
  maxTopics: 5_000,
  queue: { maxFrames: 256, maxBytes: 4 * 1024 * 1024 },
  lingerMs: 250,
  restTimeoutMs: 10_000,
  maxEvents: 64,
  maxItems: 50_000,
};

/** What subscriptions are made with. */
export interface SubscriberOptions {
  /** Names the supergraph's generation: topics of different ones are never shared. */
  readonly generation: string;
  readonly liveFields: ReadonlyMap<string, LiveField>;
  readonly sources: SourceStreams;
  readonly limits: SubscriberLimits;
  /** Told of faults that no client may see, for the log. */
  readonly onFault: (error: unknown) => void;
}

/** Primary operations that are kept prepared. */
const MAX_PREPARED = 1_000;

/** Creates the subscriptions of one generation. */
export function createSubscriber(options: SubscriberOptions): Subscriber {
  const { generation, liveFields, sources, limits, onFault } = options;
  const shared = new Map<string, Topic>();
  const topics = new Set<Topic>();
  const prepared = new Map<string, SourceOperation>();
  let subscribers = 0;

  const prepare = (query: string): SourceOperation => {
    const known = prepared.get(query);
    if (known !== undefined) return known;
    const operation = compileSourceOperation(query, liveFields);
    const oldest = prepared.size >= MAX_PREPARED ? prepared.keys().next() : undefined;
    if (oldest?.done === false) prepared.delete(oldest.value);
    prepared.set(query, operation);
    return operation;
  };

  const open = (subscription: Subscription, operation: SourceOperation): Topic => {
    const { primary, principal } = subscription;
    const after = afterOf(subscription, operation);
    const variables = pick(primary.variables, operation.variables);
    // One who comes back from somewhere gets a source stream of its own: the others' stream begins elsewhere.
    const key =
      after === undefined
        ? digest([generation, primary.subgraph, operation.query, variables, principal.authorisationClass])
        : null;
    const running = key === null ? undefined : shared.get(key);
    if (running?.canJoin === true) return running;
    if (topics.size >= limits.maxTopics) throw new GatewayError("TOO_MANY_REQUESTS");
    const topic: Topic = new Topic({
      subgraph: primary.subgraph,
      operation,
      variables,
      after,
      principal,
      limits: key === null ? { ...limits, lingerMs: 0 } : limits,
      sources,
      onFault,
      onEnd: (ended) => {
        topics.delete(ended);
        if (key !== null && shared.get(key) === ended) shared.delete(key);
      },
    });
    topics.add(topic);
    if (key !== null && running === undefined) shared.set(key, topic);
    return topic;
  };

  return {
    subscribe(subscription) {
      if (subscribers >= limits.maxSubscribers) throw new GatewayError("TOO_MANY_REQUESTS");
      const topic = open(subscription, prepare(subscription.primary.query));
      const queue = new SubscriberQueue(limits.queue, (left) => {
        subscribers -= 1;
        topic.leave(left);
      });
      subscribers += 1;
      topic.join(queue, selectionOf(subscription.operation), subscription.complete);
      return queue;
    },
    stats: () => ({ subscribers, topics: topics.size }),
    close() {
      for (const topic of topics) topic.fail(new GatewayError("OVERLOADED"));
    },
  };
}

/** The cursor to go on after, or undefined where the client begins anew or the stream cannot be resumed. */
function afterOf({ primary, after }: Subscription, { live }: SourceOperation): unknown {
  if (live === null || live.afterVariable === null) return undefined;
  if (after !== undefined) return after;
  const { clientAfter } = live;
  switch (clientAfter.kind) {
    case "none":
      return undefined;
    case "literal":
      return clientAfter.value;
    case "variable": {
      const { name, defaultValue } = clientAfter;
      return (Object.hasOwn(primary.variables, name) ? primary.variables[name] : defaultValue) ?? undefined;
    }
    default:
      return clientAfter satisfies never;
  }
}

/** What the subscriber wants of an event: the operation, and all variables, which may decide what is included. */
function selectionOf({ prepared, rawVariables }: OperationRequest): string {
  return digest([prepared.hash, rawVariables]);
}

function pick(variables: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(variables, name)).map((name) => [name, variables[name]]),
  );
}

function digest(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts, sortedKeys)).digest("base64url");
}

/** Writes objects with their keys in order, so that clients who list variables in another order share all the same. */
function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Opens subscriptions and lets those that ask the same share one source stream. */

import { createHash } from "node:crypto";
import type { DocumentNode } from "graphql";
import type { Principal } from "../context.ts";
import type { EngineStreams, FrameStream } from "../engine.ts";
import { GatewayError } from "../errors.ts";
import type { OperationRequest } from "../operation.ts";
import type { SourceResponse, SourceStreams } from "../upstream/websocket.ts";
import type { Broker } from "./broker.ts";
import type { CompleteEvent } from "./group.ts";
import { readInterval } from "./interval.ts";
import type { LiveField } from "./live.ts";
import { type QueueLimits, type QueueOwner, SubscriberQueue } from "./queue.ts";
import {
  argumentValue,
  compileSourceOperation,
  type LiveSource,
  placeVariables,
  type SourceOperation,
} from "./source-operation.ts";
import type { StreamCounters } from "./stream-counters.ts";
import { Topic, type TopicLimits } from "./topic.ts";
import { createTurns } from "./turns.ts";

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
  /** The interval of conflation, where the operation has no argument for it. */
  readonly every?: string | undefined;
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

/** How many subscribers share how many source streams, and how far they are behind. */
export type SubscriberStats = Omit<EngineStreams, "upstreamStreams" | "upstreamSockets">;

/** Bounds of all subscriptions together. */
export interface SubscriberLimits extends TopicLimits {
  readonly maxSubscribers: number;
  /** Source streams. */
  readonly maxTopics: number;
  /** What all topics may remember together, in bytes, by estimate. */
  readonly maxLogBytes: number;
  /** Of each subscriber. */
  readonly queue: QueueLimits;
}

/** Values for one process. */
export const SUBSCRIBER_LIMITS: SubscriberLimits = {
  maxSubscribers: 50_000,
  maxTopics: 5_000,
  maxLogBytes: 128 * 1024 * 1024,
  queue: { maxFrames: 256, maxBytes: 4 * 1024 * 1024, maxAgeMs: 30_000 },
  lingerMs: 250,
  restTimeoutMs: 10_000,
  maxEvents: 1_000,
  maxEventBytes: 64 * 1024 * 1024,
  maxItems: 50_000,
  maxLogAgeMs: 5 * 60_000,
  maxCatchUpEvents: 512,
};

/** What subscriptions are made with. */
export interface SubscriberOptions {
  /** Names the supergraph's generation: topics of different ones are never shared. */
  readonly generation: string;
  readonly liveFields: ReadonlyMap<string, LiveField>;
  readonly sources: SourceStreams;
  /** Has source streams in common with other gateways; null where this one keeps its own. */
  readonly broker: Broker | null;
  readonly limits: SubscriberLimits;
  readonly counters: StreamCounters;
  /** Told of faults that no client may see, for the log. */
  readonly onFault: (error: unknown) => void;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

/** Primary operations that are kept prepared. */
const MAX_PREPARED = 1_000;
/** How often it is looked for frames that have waited for too long. */
const AGE_CHECK_MS = 1_000;
/** Queues that are looked at in one turn of the event loop: a few milliseconds' work where all are given up. */
const CHECKED_PER_TURN = 50;
/** How often somebody is given frames of the past in one turn of the event loop: about a millisecond's work. */
const REPLAYED_PER_TURN = 16;
/** What a topic may remember however many there are. */
const MIN_LOG_BYTES = 64 * 1024;

/** Creates the subscriptions of one generation. */
export function createSubscriber(options: SubscriberOptions): Subscriber {
  const { generation, liveFields, sources, broker, limits, counters, onFault, now = () => performance.now() } = options;
  const topics = new Map<string, Topic>();
  const prepared = new Map<string, SourceOperation>();
  const placed = new WeakMap<DocumentNode, readonly string[]>();
  const lagging = new Set<SubscriberQueue>();
  const owners = new WeakMap<Topic, QueueOwner>();
  const takeTurn = createTurns(REPLAYED_PER_TURN);
  let subscribers = 0;
  let openSources = 0;
  let ageTimer: NodeJS.Timeout | null = null;

  const prepare = (query: string): SourceOperation => {
    const known = prepared.get(query);
    if (known !== undefined) return known;
    const operation = compileSourceOperation(query, liveFields);
    const oldest = prepared.size >= MAX_PREPARED ? prepared.keys().next() : undefined;
    if (oldest?.done === false) prepared.delete(oldest.value);
    prepared.set(query, operation);
    return operation;
  };
  const selectionOf = ({ prepared: { hash, document, operation }, rawVariables }: OperationRequest): string => {
    const places = placed.get(document) ?? placeVariables(document, operation, liveFields);
    placed.set(document, places);
    const names = Object.keys(rawVariables).filter((name) => !places.includes(name));
    return names.length === 0 ? hash : digest([hash, pick(rawVariables, names)]);
  };
  const takeSource = (): (() => void) => {
    if (openSources >= limits.maxTopics) throw new GatewayError("TOO_MANY_REQUESTS");
    openSources += 1;
    return () => (openSources -= 1);
  };
  const watchAge = (): void => {
    ageTimer ??= setInterval(() => {
      checkAges([...lagging]);
      if (subscribers > 0 || ageTimer === null) return;
      clearInterval(ageTimer);
      ageTimer = null;
    }, AGE_CHECK_MS).unref();
  };

  const topicOf = (
    { primary, principal }: Subscription,
    operation: SourceOperation,
    variables: Readonly<Record<string, unknown>>,
  ): Topic => {
    const { subgraph } = primary;
    const key = digest([generation, subgraph, operation.query, variables, principal.authorisationClass]);
    const running = topics.get(key);
    if (running?.hasEnded === false) return running;
    const topic: Topic = new Topic({
      subgraph,
      operation,
      variables,
      principal,
      limits,
      maxLogBytes: () => Math.max(MIN_LOG_BYTES, limits.maxLogBytes / Math.max(1, topics.size)),
      sources,
      broker,
      key,
      counters,
      onFault,
      takeSource,
      takeTurn,
      now,
      onEnd: (ended) => {
        if (topics.get(key) === ended) topics.delete(key);
      },
    });
    topics.set(key, topic);
    return topic;
  };

  const ownerOf = (topic: Topic): QueueOwner => {
    const known = owners.get(topic);
    if (known !== undefined) return known;
    const owner: QueueOwner = {
      limits: limits.queue,
      lagging,
      onDrop(what) {
        if (what === "frame") counters.droppedFrames += 1;
        else counters.droppedSubscribers += 1;
      },
      renew: (queue) => topic.renew(queue),
      onLeave(queue) {
        subscribers -= 1;
        topic.leave(queue);
      },
      now,
    };
    owners.set(topic, owner);
    return owner;
  };

  return {
    subscribe(subscription) {
      if (subscribers >= limits.maxSubscribers) throw new GatewayError("TOO_MANY_REQUESTS");
      const { primary, complete } = subscription;
      const operation = prepare(primary.query);
      const { live } = operation;
      const after = live === null || live.afterVariable === null ? undefined : placeOf(subscription, live);
      const { everyMs, upstream } = intervalOf(subscription, live);
      const topic = topicOf(subscription, operation, { ...pick(primary.variables, operation.variables), ...upstream });
      const overflow = everyMs === null ? "disconnect" : "newest";
      const queue = new SubscriberQueue(ownerOf(topic), overflow, typeof after === "string" ? after : null);
      subscribers += 1;
      watchAge();
      try {
        topic.join(queue, {
          selection: selectionOf(subscription.operation),
          complete: live === null ? complete : (event, signal) => complete(asPlanned(event, live), signal),
          everyMs,
          after,
        });
      } catch (error) {
        void queue.return();
        throw error;
      }
      return queue;
    },
    stats() {
      const all = [...topics.values()];
      return {
        subscribers,
        topics: all.length,
        ledTopics: all.filter(({ role }) => role === "leader").length,
        followedTopics: all.filter(({ role }) => role === "follower").length,
        catchUps: all.reduce((sum, { catchUps }) => sum + catchUps, 0),
        lagging: lagging.size,
        maxQueueAgeMs: Math.max(0, ...[...lagging].map(({ ageMs }) => ageMs)),
        logBytes: all.reduce((sum, { logBytes }) => sum + logBytes, 0),
      };
    },
    close() {
      if (ageTimer !== null) clearInterval(ageTimer);
      for (const topic of topics.values()) topic.fail(new GatewayError("OVERLOADED"));
    },
  };
}

/** Looks after the age of what waits, a few queues at a time: a thousand that are given up at once would hold up all others. */
function checkAges(queues: readonly SubscriberQueue[]): void {
  for (const queue of queues.slice(0, CHECKED_PER_TURN)) queue.checkAge();
  if (queues.length > CHECKED_PER_TURN) setImmediate(() => checkAges(queues.slice(CHECKED_PER_TURN)));
}

/** An event with its root field under the name that the plan gave it. */
function asPlanned({ data, errors }: SourceResponse, { rootField, plannedRootField }: LiveSource): SourceResponse {
  const renamed = (error: unknown): unknown => {
    const path = typeof error === "object" && error !== null && "path" in error ? error.path : undefined;
    return Array.isArray(path) && path[0] === rootField
      ? { ...(error as object), path: [plannedRootField, ...(path.slice(1) as unknown[])] }
      : error;
  };
  const isObject = typeof data === "object" && data !== null && rootField in data;
  return {
    data: isObject ? { [plannedRootField]: (data as Record<string, unknown>)[rootField] } : data,
    ...(errors === undefined ? {} : { errors: Array.isArray(errors) ? errors.map(renamed) : errors }),
  };
}

/** The cursor to go on after, or undefined where the client begins anew. */
function placeOf({ primary, after }: Subscription, live: LiveSource): unknown {
  return after ?? argumentValue(live.clientAfter, primary.variables);
}

/**
 * The interval at which the gateway merges, and what the subgraph is told of it: nothing, where the gateway knows what is meant,
 * so that all intervals share one source stream.
 */
function intervalOf(
  { primary, every }: Subscription,
  live: LiveSource | null,
): { readonly everyMs: number | null; readonly upstream: Readonly<Record<string, unknown>> } {
  const wanted = every === undefined ? null : readInterval(every);
  if (live === null || live.everyVariable === null) return { everyMs: wanted?.ms ?? null, upstream: {} };
  const value = argumentValue(live.clientEvery, primary.variables);
  if (value === undefined) return { everyMs: wanted?.ms ?? null, upstream: {} };
  const interval = readInterval(value);
  const isOurs = interval?.isOrdinary === true && !live.needsEvery;
  return { everyMs: interval?.ms ?? null, upstream: isOurs ? {} : { [live.everyVariable]: value } };
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

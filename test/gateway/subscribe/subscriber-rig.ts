/** The subscriptions of a gateway over the auction house, and readers of them. */

import { parse } from "graphql";
import type { Principal } from "../../../gateway/context.ts";
import type { Frame, FrameStream } from "../../../gateway/engine.ts";
import type { OperationRequest } from "../../../gateway/operation.ts";
import { readLiveFields } from "../../../gateway/subscribe/live.ts";
import { createStreamCounters, type StreamCounters } from "../../../gateway/subscribe/stream-counters.ts";
import {
  createSubscriber,
  SUBSCRIBER_LIMITS,
  type Subscriber,
  type SubscriberLimits,
} from "../../../gateway/subscribe/subscriber.ts";
import {
  createSourceStreams,
  SOURCE_STREAM_DEFAULTS,
  type SourceResponse,
} from "../../../gateway/upstream/websocket.ts";
import { type AuctionHouse, openAuctionHouse } from "./auction-house.ts";

export const ADA = principal("ada", "bidder");
export const BOB = principal("bob", "bidder");
export const EVE = principal("eve", "seller");
export const PRICES = "subscription Prices__auctions__0 { prices { lots { price } } }";

export interface Wanted {
  readonly query?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly principal?: Principal;
  readonly hash?: string;
  readonly after?: string;
  readonly every?: string;
}

export interface Reader {
  readonly stream: FrameStream;
  readonly frames: readonly Frame[];
  /** When each frame came. */
  readonly atMs: readonly number[];
  readonly errors: readonly unknown[];
  readonly done: boolean;
}

export interface Rig extends AsyncDisposable {
  readonly house: AuctionHouse;
  readonly subscriber: Subscriber;
  readonly counters: StreamCounters;
  /** How often the rest ran. */
  readonly completed: number;
  /** How often it was under way at once, at most. */
  readonly mostAtOnce: number;
  subscribe(wanted: Wanted): FrameStream;
  /** Subscribes and reads as fast as frames come. */
  read(wanted: Wanted): Reader;
}

/** @param restMs how long the rest of the plan takes */
export async function open(limits: Partial<SubscriberLimits> = {}, restMs = 0): Promise<Rig> {
  const house = await openAuctionHouse();
  const sources = createSourceStreams({
    ...SOURCE_STREAM_DEFAULTS,
    retryBaseMs: 10,
    urlOf: () => house.urls.auctions,
    signIdentity: ({ subject, scopes }) => JSON.stringify([subject, scopes]),
  });
  const counters = createStreamCounters();
  const subscriber = createSubscriber({
    generation: "1",
    liveFields: readLiveFields(parse(house.supergraphSdl)),
    sources,
    broker: null,
    limits: {
      ...SUBSCRIBER_LIMITS,
      lingerMs: 10,
      maxEvents: 1000,
      queue: { maxFrames: 1000, maxBytes: 1e9, maxAgeMs: 60_000 },
      ...limits,
    },
    counters,
    onFault: (error) => {
      throw error;
    },
  });
  let completed = 0;
  let underWay = 0;
  let mostAtOnce = 0;
  const complete = async (event: SourceResponse) => {
    completed += 1;
    underWay += 1;
    mostAtOnce = Math.max(mostAtOnce, underWay);
    if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * restMs));
    underWay -= 1;
    return event as object;
  };
  const subscribe = ({ query = PRICES, variables = {}, principal = ADA, hash = "selection", after, every }: Wanted) =>
    subscriber.subscribe({
      primary: { subgraph: "auctions", query, variables },
      operation: operation(hash, query, variables),
      complete,
      principal,
      after,
      every,
    });
  return {
    house,
    subscriber,
    counters,
    get completed() {
      return completed;
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
    subscribe,
    read: (wanted) => read(subscribe(wanted)),
    async [Symbol.asyncDispose]() {
      subscriber.close();
      await sources.close();
      await house[Symbol.asyncDispose]();
    },
  };
}

function read(stream: FrameStream): Reader {
  const frames: Frame[] = [];
  const errors: unknown[] = [];
  const atMs: number[] = [];
  const reader = { stream, frames, atMs, errors, done: false };
  const pump = async (): Promise<void> => {
    for await (const frame of stream) {
      frames.push(frame);
      atMs.push(performance.now());
    }
    reader.done = true;
  };
  pump().catch((error: unknown) => errors.push(error));
  return reader;
}

export function pricesOf(frame: Frame | undefined): Record<string, unknown> & { lots: Record<string, unknown>[] } {
  return (JSON.parse(frame?.text ?? "null") as { data: { prices: { lots: [] } } }).data.prices;
}

function operation(hash: string, query: string, rawVariables: Readonly<Record<string, unknown>>): OperationRequest {
  const document = parse(query);
  const [definition] = document.definitions;
  // The rest of the plan is the test's own, so only what tells selections apart is read.
  return {
    prepared: { hash, document, operation: definition },
    rawVariables,
    coercedVariables: rawVariables,
  } as OperationRequest;
}

function principal(subject: string, scope: string): Principal {
  return { subject, scopes: [scope], claims: {}, expiresAtMs: Date.now() + 60_000, authorisationClass: scope };
}

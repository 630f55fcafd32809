import { describe, expect, it } from "@jest/globals";
import { parse } from "graphql";
import type { Principal } from "../../../gateway/context.ts";
import type { Frame, FrameStream } from "../../../gateway/engine.ts";
import type { OperationRequest } from "../../../gateway/operation.ts";
import { readLiveFields } from "../../../gateway/subscribe/live.ts";
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
import { until } from "./until.ts";

const ADA = principal("ada", "bidder");
const BOB = principal("bob", "bidder");
const EVE = principal("eve", "seller");
const PRICES = "subscription Prices__auctions__0 { prices { lots { price } } }";

describe("subscriptions", () => {
  it("open one source stream for all who ask the same with the same authorisation", async () => {
    await using rig = await open();
    const ada = rig.read({ principal: ADA });
    const bob = rig.read({ principal: BOB, query: PRICES.replace("Prices__auctions__0", "Other") });
    await until(() => ada.frames.length === 1 && bob.frames.length === 1);
    rig.house.bid({ lot: "a", price: 1 });
    await until(() => ada.frames.length === 2 && bob.frames.length === 2);
    expect(rig.house.openStreams).toBe(1);
    expect(rig.subscriber.stats()).toEqual({ subscribers: 2, topics: 1 });
  });

  it("never share a source stream between authorisation classes", async () => {
    await using rig = await open();
    const ada = rig.read({ principal: ADA });
    const eve = rig.read({ principal: EVE });
    await until(() => ada.frames.length === 1 && eve.frames.length === 1);
    expect(rig.house.openStreams).toBe(2);
    const signed = rig.house.requests.map(({ extensions }) => extensions["x-gateway-identity"]);
    expect(signed).toEqual(['[null,["bidder"]]', '[null,["seller"]]']);
  });

  it("keep intervals and other arguments apart, however they are given", async () => {
    await using rig = await open();
    const query = "subscription ($every: String) { prices(every: $every) { lots { price } } }";
    const streams = ["1s", "5s", "5s"].map((every) => rig.read({ query, variables: { every } }));
    await until(() => streams.every(({ frames }) => frames.length === 1));
    expect(rig.house.openStreams).toBe(2);
  });

  it("let go of the source stream when the last subscriber has left", async () => {
    await using rig = await open();
    const [ada, bob] = [rig.read({}), rig.read({})];
    await until(() => ada.frames.length === 1 && bob.frames.length === 1);
    await ada.stream.return?.();
    expect(rig.subscriber.stats()).toEqual({ subscribers: 1, topics: 1 });
    await bob.stream.return?.();
    await until(() => rig.house.openStreams === 0);
    expect(rig.subscriber.stats()).toEqual({ subscribers: 0, topics: 0 });
  });

  it("run the rest once an event for all with the same selection, and hand them the same frame", async () => {
    await using rig = await open();
    const same = [rig.read({}), rig.read({}), rig.read({})];
    const other = rig.read({ hash: "another selection" });
    await until(() => [...same, other].every(({ frames }) => frames.length === 1));
    rig.house.bid({ lot: "a", price: 1 });
    await until(() => [...same, other].every(({ frames }) => frames.length === 2));
    expect(rig.completed).toBe(4);
    expect(same[1]?.frames[1]).toBe(same[0]?.frames[1]);
    expect(other.frames[1]).not.toBe(same[0]?.frames[1]);
    expect(rig.house.openStreams).toBe(1);
  });

  it("give a newcomer the state as its first frame, without asking the subgraph", async () => {
    await using rig = await open();
    const ada = rig.read({});
    await until(() => ada.frames.length === 1);
    rig.house.bid({ lot: "a", price: 1 });
    rig.house.bid({ lot: "b", price: 5 });
    rig.house.bid({ lot: "a", price: 2 });
    await until(() => ada.frames.length === 4);
    const bob = rig.read({});
    await until(() => bob.frames.length === 1);
    expect(pricesOf(bob.frames[0])).toMatchObject({ live__snapshot: true, live__gap: false, live__skipped: 0 });
    expect(pricesOf(bob.frames[0]).lots).toMatchObject([{ price: 2 }, { price: 5 }]);
    expect(bob.frames[0]?.cursor).toBe("c3");
    expect(rig.house.openStreams).toBe(1);
  });

  it("lose and double nothing between the state and the changes, in a storm of bids and newcomers", async () => {
    await using rig = await open({}, 3);
    const query = "subscription { prices { snapshot cursor lots { lot price } } }";
    const readers = [rig.read({ query })];
    await until(() => readers[0]?.frames.length === 1);
    for (let price = 1; price <= 300; price += 1) {
      rig.house.bid({ lot: `lot ${price % 7}`, price });
      if (price % 10 === 0) readers.push(rig.read({ query, hash: `selection ${price % 3}` }));
      if (price % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => readers.every(({ frames }) => frames.at(-1)?.cursor === "c300"));
    for (const { frames } of readers) {
      const [first, ...rest] = frames.map((frame) => Number(frame.cursor?.slice(1)));
      expect(rest).toEqual(Array.from({ length: 300 - (first ?? 0) }, (_, index) => (first ?? 0) + index + 1));
      const state = new Map<unknown, unknown>();
      for (const frame of frames) for (const { lot, price } of pricesOf(frame).lots) state.set(lot, price);
      expect([...state.values()].map(Number).sort((a, b) => a - b)).toEqual([294, 295, 296, 297, 298, 299, 300]);
      expect(pricesOf(frames[0])).toMatchObject({ snapshot: true });
    }
    expect(rig.house.openStreams).toBe(1);
  });

  it("keep errors of items in the state with their items", async () => {
    await using rig = await open();
    const query = "subscription { prices { lots { lot note } } }";
    const ada = rig.read({ query });
    await until(() => ada.frames.length === 1);
    rig.house.bid({ lot: "a", price: 1 });
    rig.house.bid({ lot: "b", price: 1, note: new Error("torn") });
    rig.house.bid({ lot: "c", price: 1 });
    await until(() => ada.frames.length === 4);
    const bob = rig.read({ query });
    await until(() => bob.frames.length === 1);
    expect(bob.frames[0]?.result.errors).toMatchObject([{ path: ["prices", "lots", 1, "note"] }]);
  });

  it.each([
    ["a literal", 'subscription { prices(after: "c1") { lots { price } } }', {}],
    ["a variable", "subscription ($from: String) { prices(after: $from) { lots { price } } }", { from: "c1" }],
    ["a default", 'subscription ($from: String = "c1") { prices(after: $from) { lots { price } } }', {}],
  ])("give one who comes back by %s every frame after its cursor", async (_, query, variables) => {
    await using rig = await open();
    const ada = rig.read({});
    await until(() => ada.frames.length === 1);
    for (const price of [1, 2, 3]) rig.house.bid({ lot: "a", price });
    await until(() => ada.frames.length === 4);
    const back = rig.read({ query, variables });
    await until(() => back.frames.length === 2);
    expect(back.frames.map(({ cursor }) => cursor)).toEqual(["c2", "c3"]);
    expect(rig.house.openStreams).toBe(2);
    await back.stream.return?.();
    await until(() => rig.house.openStreams === 1);
  });

  it("take a cursor from the transport in place of the operation's", async () => {
    await using rig = await open();
    for (const price of [1, 2, 3]) rig.house.bid({ lot: "a", price });
    const back = rig.read({ after: "c2" });
    await until(() => back.frames.length === 1);
    expect(back.frames[0]?.cursor).toBe("c3");
  });

  it("share with those who began anew when a cursor's variable is null", async () => {
    await using rig = await open();
    const query = "subscription ($from: String) { prices(after: $from) { lots { price } } }";
    const readers = [rig.read({}), rig.read({ query }), rig.read({ query, variables: { from: null } })];
    await until(() => readers.every(({ frames }) => frames.length === 1));
    expect(rig.house.openStreams).toBe(1);
  });

  it("refuse a cursor that the subgraph refuses", async () => {
    await using rig = await open();
    const stream = rig.read({ after: "forged" });
    await until(() => stream.errors.length === 1);
    expect(stream.errors[0]).toMatchObject({ code: "BAD_CURSOR", message: "no such cursor" });
    expect(rig.subscriber.stats()).toEqual({ subscribers: 0, topics: 0 });
  });

  it("survive the subgraph: killed and started again, its streams go on without loss", async () => {
    await using rig = await open();
    const [ada, bob] = [rig.read({}), rig.read({ hash: "another selection" })];
    await until(() => ada.frames.length === 1 && bob.frames.length === 1);
    rig.house.bid({ lot: "a", price: 1 });
    await until(() => ada.frames.length === 2);
    await rig.house.kill();
    rig.house.bid({ lot: "a", price: 2 });
    await rig.house.restart();
    await until(() => ada.frames.length === 3);
    rig.house.bid({ lot: "a", price: 3 });
    await until(() => ada.frames.length === 4 && bob.frames.length === 4);
    for (const { frames } of [ada, bob]) expect(frames.map(({ cursor }) => cursor)).toEqual(["c0", "c1", "c2", "c3"]);
  });

  it("say that something was lost when the subgraph came back without the past", async () => {
    await using rig = await open();
    const ada = rig.read({});
    rig.house.bid({ lot: "a", price: 1 });
    await until(() => ada.frames.at(-1)?.cursor === "c1");
    await rig.house.kill();
    rig.house.bid({ lot: "b", price: 2 });
    rig.house.refuseCursors();
    await rig.house.restart();
    await until(() => ada.frames.at(-1)?.cursor === "c2");
    expect(pricesOf(ada.frames.at(-1))).toMatchObject({ live__snapshot: true, live__gap: true, lots: [{}, {}] });
  });

  it("share and survive also where the supergraph promises nothing", async () => {
    await using rig = await open();
    const query = "subscription { hammer { number } }";
    const [ada, bob] = [rig.read({ query }), rig.read({ query })];
    await until(() => rig.house.openStreams === 1);
    rig.house.sell(1);
    await until(() => ada.frames.length === 1 && bob.frames.length === 1);
    await rig.house.kill();
    await rig.house.restart();
    await until(() => rig.house.openStreams === 1);
    rig.house.sell(2);
    await until(() => ada.frames.length === 2 && bob.frames.length === 2);
    expect(ada.frames.map(({ cursor }) => cursor)).toEqual([null, null]);
  });

  it("complete when the source completes, after its last frame", async () => {
    await using rig = await open({}, 20);
    const ada = rig.read({});
    await until(() => ada.frames.length === 1);
    rig.house.bid({ lot: "a", price: 1 });
    rig.house.complete();
    await until(() => ada.done);
    expect(ada.frames).toHaveLength(2);
  });

  it("give a slow reader up alone, with its last cursor", async () => {
    await using rig = await open({ queue: { maxFrames: 3, maxBytes: 1_000_000 } });
    const fast = rig.read({});
    const slow = rig.subscribe({});
    const first = await slow.next();
    expect(first.value).toMatchObject({ cursor: "c0" });
    for (const price of [1, 2, 3, 4]) rig.house.bid({ lot: "a", price });
    await until(() => fast.frames.length === 5);
    await expect(slow.next()).rejects.toMatchObject({ code: "SUBSCRIBER_TOO_SLOW", details: { cursor: "c0" } });
    expect(await slow.next()).toEqual({ done: true, value: undefined });
    expect(rig.subscriber.stats().subscribers).toBe(1);
  });

  it("give newcomers a source stream of their own where the state is too large to be kept", async () => {
    await using rig = await open({ maxItems: 2 });
    const ada = rig.read({});
    await until(() => ada.frames.length === 1);
    for (const lot of ["a", "b", "c"]) rig.house.bid({ lot, price: 1 });
    await until(() => ada.frames.length === 4);
    const bob = rig.read({});
    await until(() => bob.frames.length === 1);
    expect(pricesOf(bob.frames[0]).lots).toHaveLength(3);
    expect(rig.house.openStreams).toBe(2);
  });

  it("are refused when there are as many as there may be", async () => {
    await using rig = await open({ maxSubscribers: 1 });
    rig.read({});
    expect(() => rig.subscribe({})).toThrow(expect.objectContaining({ code: "TOO_MANY_REQUESTS" }));
  });
});

interface Wanted {
  readonly query?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly principal?: Principal;
  readonly hash?: string;
  readonly after?: string;
}

interface Reader {
  readonly stream: FrameStream;
  readonly frames: readonly Frame[];
  readonly errors: readonly unknown[];
  readonly done: boolean;
}

interface Rig extends AsyncDisposable {
  readonly house: AuctionHouse;
  readonly subscriber: Subscriber;
  /** How often the rest ran. */
  readonly completed: number;
  subscribe(wanted: Wanted): FrameStream;
  /** Subscribes and reads as fast as frames come. */
  read(wanted: Wanted): Reader;
}

/** @param restMs how long the rest of the plan takes */
async function open(limits: Partial<SubscriberLimits> = {}, restMs = 0): Promise<Rig> {
  const house = await openAuctionHouse();
  const sources = createSourceStreams({
    ...SOURCE_STREAM_DEFAULTS,
    retryBaseMs: 10,
    idleCloseMs: 10,
    urlOf: () => house.urls.auctions,
    signIdentity: ({ subject, scopes }) => JSON.stringify([subject, scopes]),
  });
  const subscriber = createSubscriber({
    generation: "1",
    liveFields: readLiveFields(parse(house.supergraphSdl)),
    sources,
    limits: {
      ...SUBSCRIBER_LIMITS,
      lingerMs: 10,
      maxEvents: 1000,
      queue: { maxFrames: 1000, maxBytes: 1e9 },
      ...limits,
    },
    onFault: (error) => {
      throw error;
    },
  });
  let completed = 0;
  const complete = async (event: SourceResponse) => {
    completed += 1;
    if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * restMs));
    return event as object;
  };
  const subscribe = ({ query = PRICES, variables = {}, principal = ADA, hash = "selection", after }: Wanted) =>
    subscriber.subscribe({
      primary: { subgraph: "auctions", query, variables },
      operation: operation(hash, variables),
      complete,
      principal,
      after,
    });
  return {
    house,
    subscriber,
    get completed() {
      return completed;
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
  const reader = { stream, frames, errors, done: false };
  const pump = async (): Promise<void> => {
    for await (const frame of stream) frames.push(frame);
    reader.done = true;
  };
  pump().catch((error: unknown) => errors.push(error));
  return reader;
}

function pricesOf(frame: Frame | undefined): Record<string, unknown> & { lots: Record<string, unknown>[] } {
  return (JSON.parse(frame?.text ?? "null") as { data: { prices: { lots: [] } } }).data.prices;
}

function operation(hash: string, rawVariables: Readonly<Record<string, unknown>>): OperationRequest {
  // The rest of the plan is the test's own, so only what tells selections apart is read.
  return { prepared: { hash }, rawVariables, coercedVariables: rawVariables } as OperationRequest;
}

function principal(subject: string, scope: string): Principal {
  return { subject, scopes: [scope], claims: {}, expiresAtMs: Date.now() + 60_000, authorisationClass: scope };
}

import { describe, expect, it } from "@jest/globals";
import type { Frame } from "../../../gateway/engine.ts";
import { SUBSCRIBER_LIMITS } from "../../../gateway/subscribe/subscriber.ts";
import { ADA, BOB, EVE, open, PRICES, pricesOf, type Reader } from "./subscriber-rig.ts";
import { until } from "./until.ts";

describe("subscriptions", () => {
  it("open one source stream for all who ask the same with the same authorisation", async () => {
    await using rig = await open();
    const ada = rig.read({ principal: ADA });
    const bob = rig.read({ principal: BOB, query: PRICES.replace("Prices__auctions__0", "Other") });
    await until(() => ada.frames.length === 1 && bob.frames.length === 1);
    rig.house.bid({ lot: "a", price: 1 });
    await until(() => ada.frames.length === 2 && bob.frames.length === 2);
    expect(rig.house.openStreams).toBe(1);
    expect(rig.subscriber.stats()).toMatchObject({ subscribers: 2, topics: 1 });
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

  it("keep other arguments apart, and share one source stream between all intervals, however they are given", async () => {
    await using rig = await open();
    const query =
      "subscription ($every: String, $house: String) { prices(every: $every, house: $house) { lots { price } } }";
    const wanted = [{ every: "1s" }, { every: "5s" }, {}, { every: null }, { house: "other" }];
    const streams = [
      ...wanted.map((variables) => rig.read({ query, variables })),
      rig.read({ query: query.replace("every: $every", 'every: "2m"').replace("$every: String, ", "") }),
    ];
    await until(() => streams.every(({ frames }) => frames.length === 1));
    expect(rig.house.openStreams).toBe(2);
  });

  it("ask the subgraph about intervals that it may not want", async () => {
    await using rig = await open();
    const every = "10ms";
    rig.read({
      query: "subscription ($every: String) { prices(every: $every) { lots { price } } }",
      variables: { every },
    });
    rig.read({ query: 'subscription { prices(every: "soon") { lots { price } } }' });
    await until(() => rig.house.openStreams === 2);
    expect(rig.house.requests.map(({ variables }) => variables)).toEqual([
      { live__every: "10ms" },
      { live__every: "soon" },
    ]);
  });

  it("let go of the source stream when the last subscriber has left", async () => {
    await using rig = await open();
    const [ada, bob] = [rig.read({}), rig.read({})];
    await until(() => ada.frames.length === 1 && bob.frames.length === 1);
    await ada.stream.return?.();
    expect(rig.subscriber.stats()).toMatchObject({ subscribers: 1, topics: 1 });
    await bob.stream.return?.();
    await until(() => rig.house.openStreams === 0);
    expect(rig.subscriber.stats()).toMatchObject({ subscribers: 0, topics: 0, catchUps: 0, lagging: 0 });
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

  // What was over stayed in the state for ever: newcomers were told of it, and the state grew without end.
  it("leave out of the state what has ended, and tell it to those who are there", async () => {
    await using rig = await open({ maxItems: 10 });
    const query = "subscription { prices { snapshot lots { lot price } } }";
    const ada = rig.read({ query });
    await until(() => ada.frames.length === 1);
    for (let number = 1; number <= 30; number += 1) {
      rig.house.bid({ lot: `lot ${number}`, price: 1 });
      rig.house.bid({ lot: `lot ${number}`, price: 2, isSold: true });
    }
    rig.house.bid({ lot: "a", price: 3 });
    rig.house.bid({ lot: "lot 1", price: 4 });
    await until(() => ada.frames.length === 63);
    expect(pricesOf(ada.frames[2]).lots).toMatchObject([{ lot: "lot 1", price: 2 }]);
    const bob = rig.read({ query });
    await until(() => bob.frames.length === 1);
    expect(pricesOf(bob.frames[0])).toMatchObject({ snapshot: true });
    expect(pricesOf(bob.frames[0]).lots).toMatchObject([
      { lot: "a", price: 3 },
      { lot: "lot 1", price: 4 },
    ]);
    // The topic's state has it: the subgraph was asked once.
    expect(rig.house.requests).toHaveLength(1);
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
    rig.house.bid({ lot: "a", price: 4 });
    await until(() => back.frames.length === 3 && ada.frames.length === 5);
    expect(back.frames[2]).toBe(ada.frames[4]);
    expect(rig.house.openStreams).toBe(1);
    expect(rig.counters.resumesFromMemory).toBe(1);
  });

  it("give one who comes back from before the topic's memory what the subgraph has, and then the shared stream", async () => {
    await using rig = await open();
    for (const price of [1, 2, 3]) rig.house.bid({ lot: "a", price });
    const ada = rig.read({});
    await until(() => ada.frames.length === 1);
    const back = [rig.read({ after: "c1" }), rig.read({ after: "c1" })];
    await until(() => back.every(({ frames }) => frames.length === 2));
    rig.house.bid({ lot: "a", price: 4 });
    await until(() => back.every(({ frames }) => frames.length === 3) && ada.frames.length === 2);
    for (const { frames } of back) expect(frames.map(({ cursor }) => cursor)).toEqual(["c2", "c3", "c4"]);
    expect(back[0]?.frames[1]).toBe(back[1]?.frames[1]);
    await until(() => rig.house.openStreams === 1);
    expect(rig.house.requests.map(({ variables }) => variables)).toEqual([{}, { live__after: "c1" }]);
    rig.house.bid({ lot: "a", price: 5 });
    await until(() => back.every(({ frames }) => frames.length === 4) && ada.frames.length === 3);
    expect(back[0]?.frames[3]).toBe(ada.frames[2]);
  });

  it("lose and double nothing for those who come back in a storm, from wherever", async () => {
    await using rig = await open({ maxLogBytes: 8_000, maxCatchUpEvents: 16 }, 1);
    const ada = rig.read({});
    await until(() => ada.frames.length === 1);
    const back: { readonly from: number; readonly reader: Reader }[] = [];
    for (let price = 1; price <= 200; price += 1) {
      rig.house.bid({ lot: `lot ${price % 7}`, price });
      if (price % 8 === 0) {
        const from = Math.floor((price * (price % 5)) / 4);
        back.push({ from, reader: rig.read({ after: `c${from}`, hash: `selection ${price % 3}` }) });
      }
      if (price % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => back.every(({ reader }) => reader.frames.at(-1)?.cursor === "c200"));
    for (const { from, reader } of back) {
      const cursors = reader.frames.map(({ cursor }) => Number(cursor?.slice(1)));
      expect(cursors).toEqual(Array.from({ length: 200 - from }, (_, index) => from + index + 1));
    }
    expect(back.flatMap(({ reader }) => reader.errors)).toEqual([]);
    rig.house.bid({ lot: "a", price: 201 });
    await until(() => rig.house.openStreams === 1);
    expect(rig.subscriber.stats()).toMatchObject({ catchUps: 0 });
  });

  it("say that something was lost when the subgraph does not reach back so far", async () => {
    await using rig = await open();
    rig.house.bid({ lot: "a", price: 1 });
    rig.house.bid({ lot: "b", price: 2 });
    rig.house.forget();
    const back = rig.read({ after: "c1" });
    await until(() => back.frames.length === 1);
    expect(pricesOf(back.frames[0])).toMatchObject({ live__gap: true, live__snapshot: true, lots: [{}, {}] });
    rig.house.bid({ lot: "b", price: 3 });
    await until(() => back.frames.length === 2);
    expect(rig.counters.gaps).toBe(1);
  });

  it("merge frames for an interval, once for all who chose it: the newest value of each item, and how many were merged", async () => {
    await using rig = await open();
    const query = `subscription { prices(every: "300ms") { cursor snapshot skipped lots { lot price } } }`;
    const [ada, bob] = [rig.read({ query }), rig.read({ query })];
    await until(() => ada.frames.length === 1 && bob.frames.length === 1);
    const began = Date.now();
    for (let price = 1; price <= 20; price += 1) rig.house.bid({ lot: price % 2 === 0 ? "a" : "b", price });
    await until(() => ada.frames.length === 2 && bob.frames.length === 2);
    expect(Date.now() - began).toBeGreaterThan(200);
    expect(pricesOf(ada.frames[1])).toMatchObject({ cursor: "c20", snapshot: false, skipped: 19 });
    expect(pricesOf(ada.frames[1]).lots).toMatchObject([
      { lot: "b", price: 19 },
      { lot: "a", price: 20 },
    ]);
    expect(bob.frames[1]).toBe(ada.frames[1]);
    expect(rig.completed).toBe(2);
  });

  it("give at most one frame an interval also to newcomers, and lose nothing for them", async () => {
    await using rig = await open();
    const query = `subscription { prices(every: "200ms") { cursor snapshot skipped lots { lot price } } }`;
    const readers = [rig.read({ query })];
    await until(() => readers[0]?.frames.length === 1);
    for (let price = 1; price <= 60; price += 1) {
      rig.house.bid({ lot: `lot ${price % 7}`, price });
      if (price % 10 === 0) readers.push(rig.read({ query, ...(price % 20 === 0 ? { after: "c5" } : {}) }));
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    await until(() => readers.every(({ frames }) => frames.at(-1)?.cursor === "c60"));
    for (const { frames, atMs } of readers) {
      const state = new Map<unknown, unknown>();
      for (const frame of frames) for (const { lot, price } of pricesOf(frame).lots) state.set(lot, price);
      const isWhole = pricesOf(frames[0])["snapshot"] === true;
      if (isWhole) expect([...state.values()].map(Number).sort((a, b) => a - b)).toEqual([54, 55, 56, 57, 58, 59, 60]);
      const cursors = frames.map(({ cursor }) => Number(cursor?.slice(1)));
      expect(cursors).toEqual([...new Set(cursors)].sort((a, b) => a - b));
      const pauses = atMs.slice(1).map((at, index) => at - (atMs[index] ?? 0));
      // The first frame may have waited for its entities, or a busy machine, and a timer may be early by a millisecond.
      expect(Math.min(...pauses)).toBeGreaterThan(150);
    }
    expect(rig.house.openStreams).toBe(1);
  });

  it("give one who comes back what it missed as one frame where it chose an interval", async () => {
    await using rig = await open();
    const query = `subscription { prices(every: "1s") { cursor snapshot skipped lots { lot price } } }`;
    for (const price of [1, 2, 3]) rig.house.bid({ lot: "a", price });
    const fromSubgraph = rig.read({ query, after: "c0" });
    await until(() => fromSubgraph.frames.length === 1);
    expect(pricesOf(fromSubgraph.frames[0])).toMatchObject({
      cursor: "c3",
      skipped: 2,
      lots: [{ lot: "a", price: 3 }],
    });
    const all = rig.read({ query: query.replace('(every: "1s")', "") });
    await until(() => all.frames.length === 1);
    for (const price of [4, 5]) rig.house.bid({ lot: "b", price });
    await until(() => all.frames.length === 3);
    const fromMemory = rig.read({ query, after: "c3" });
    await until(() => fromMemory.frames.length === 1);
    expect(pricesOf(fromMemory.frames[0])).toMatchObject({ cursor: "c5", skipped: 1, lots: [{ lot: "b", price: 5 }] });
  });

  it("let a slow reader of an interval drop to the newest state, and never give it up", async () => {
    await using rig = await open();
    const query = `subscription { prices(every: "20ms") { cursor snapshot lots { lot price } } }`;
    const fast = rig.read({ query });
    const slow = rig.subscribe({ query });
    await slow.next();
    for (let price = 1; price <= 10; price += 1) {
      rig.house.bid({ lot: `lot ${price % 2}`, price });
      await until(() => fast.frames.at(-1)?.cursor === `c${price}`);
    }
    const next = await slow.next();
    expect(pricesOf(next.value as Frame)).toMatchObject({ cursor: "c10", snapshot: true });
    expect(
      pricesOf(next.value as Frame)
        .lots.map(({ price }) => price)
        .sort((a, b) => Number(a) - Number(b)),
    ).toEqual([9, 10]);
    expect(rig.counters.droppedFrames).toBeGreaterThan(0);
    rig.house.bid({ lot: "a", price: 11 });
    const { value } = (await slow.next()) as { value: Frame };
    expect(pricesOf(value)).toMatchObject({ cursor: "c11", snapshot: false });
  });

  it("give a reader up whose oldest frame has waited for too long, however little waits", async () => {
    await using rig = await open({ queue: { maxFrames: 1000, maxBytes: 1e9, maxAgeMs: 100 } });
    const slow = rig.subscribe({});
    await slow.next();
    rig.house.bid({ lot: "a", price: 1 });
    await until(() => rig.subscriber.stats().lagging === 1);
    await until(() => rig.subscriber.stats().subscribers === 0);
    await expect(slow.next()).rejects.toMatchObject({ code: "SUBSCRIBER_TOO_SLOW", details: { cursor: "c0" } });
    expect(rig.counters.droppedSubscribers).toBe(1);
  });

  it("merge also what no subgraph promises anything about, where the request asks for it", async () => {
    await using rig = await open();
    const query = "subscription { hammer { number } }";
    const [all, some] = [rig.read({ query }), rig.read({ query, every: "200ms" })];
    await until(() => rig.house.openStreams === 1);
    for (let number = 1; number <= 9; number += 1) rig.house.sell(number);
    await until(() => all.frames.length === 9 && some.frames.length === 2);
    expect(some.frames.map(({ result }) => result.data)).toEqual([
      { hammer: { number: 1 } },
      { hammer: { number: 9 } },
    ]);
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
    await until(() => rig.subscriber.stats().topics === 0);
    expect(rig.subscriber.stats()).toMatchObject({ subscribers: 0, catchUps: 0 });
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
    await using rig = await open({ queue: { maxFrames: 3, maxBytes: 1_000_000, maxAgeMs: 60_000 } });
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

  it("take a burst: every event in order, with the rest of several at once, and in few writes", async () => {
    await using rig = await open({ ...SUBSCRIBER_LIMITS, lingerMs: 10 }, 5);
    const cursors: (string | null)[] = [];
    const failures: unknown[] = [];
    let writes = 0;
    rig.subscribe({}).pipe({
      write: (frames) => {
        writes += 1;
        cursors.push(...frames.map(({ cursor }) => cursor));
        return true;
      },
      end: () => failures.push("ended"),
      fail: (error) => failures.push(error),
    });
    await until(() => cursors.length === 1);
    const events = 400;
    for (let price = 1; price <= events; price += 1) rig.house.bid({ lot: `lot ${price % 7}`, price });
    await until(() => cursors.length > events || failures.length > 0);
    expect(failures).toEqual([]);
    expect(cursors).toEqual(Array.from({ length: events + 1 }, (_, index) => `c${index}`));
    expect(writes).toBeLessThan(events / 2);
    expect(rig.mostAtOnce).toBeGreaterThan(4);
    expect(rig.mostAtOnce).toBeLessThanOrEqual(16);
  });

  it("are given up all together where events wait that have too many bytes, however few", async () => {
    await using rig = await open({ maxEventBytes: 10_000 }, 20);
    const ada = rig.read({});
    await until(() => ada.frames.length === 1);
    const note = "x".repeat(4_000);
    for (let price = 1; price <= 8; price += 1) rig.house.bid({ lot: note, price });
    await until(() => ada.errors.length === 1);
    expect(ada.errors).toMatchObject([{ code: "SUBSCRIBER_TOO_SLOW" }]);
    expect(rig.counters.overflows).toBe(1);
  });

  it("give newcomers the subgraph's own snapshot where the state is too large to be kept, and then the shared stream", async () => {
    await using rig = await open({ maxItems: 2 });
    const ada = rig.read({});
    await until(() => ada.frames.length === 1);
    for (const lot of ["a", "b", "c"]) rig.house.bid({ lot, price: 1 });
    await until(() => ada.frames.length === 4);
    const bob = rig.read({});
    await until(() => bob.frames.length === 1);
    expect(pricesOf(bob.frames[0]).lots).toHaveLength(3);
    rig.house.bid({ lot: "d", price: 1 });
    await until(() => ada.frames.length === 5 && bob.frames.length === 2);
    await until(() => rig.house.openStreams === 1);
  });

  it("are refused when there are as many as there may be", async () => {
    await using rig = await open({ maxSubscribers: 1 });
    rig.read({});
    expect(() => rig.subscribe({})).toThrow(expect.objectContaining({ code: "TOO_MANY_REQUESTS" }));
  });
});

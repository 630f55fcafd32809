import { beforeEach, describe, expect, it } from "@jest/globals";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { type AuctionHouse, openAuctionHouse } from "../../gateway/subscribe/auction-house.ts";
import { until } from "../../support/system.ts";
import { type Visit, visit } from "./visitor.ts";
import { startWatchedGateway, type Vitals, type WatchedGateway } from "./watched-gateway.ts";

/** A longer run: five minutes, and twenty reloads. */
const IS_LONG = process.env["STREAMS_LONG"] === "1";
const CLIENTS = IS_LONG ? 2_000 : 150;
const SOAK_MS = IS_LONG ? 300_000 : 5_000;
const STAY_MS = IS_LONG ? 20_000 : 1_500;
const RELOADS = IS_LONG ? 20 : 4;
const READERS = IS_LONG ? 200 : 40;
const TIMEOUT_MS = SOAK_MS + 120_000;

const HOUSES = 20;
const EVENT_MS = 200;
/** What a heap may hold more than before, of code that was compiled meanwhile. */
const HEAP_SLACK_BYTES = 4 * 1024 * 1024;

/** Bids of a house so far. */
let price = 0;

function bid(house: AuctionHouse): void {
  house.bid({ lot: `lot ${price % 50}`, price: (price += 1), bidder: "ada" });
}

beforeEach(() => void (price = 0));

describe("a gateway with streams", () => {
  it(
    "holds no more after clients came and went than before",
    async () => {
      await using house = await openAuctionHouse();
      await using gateway = await startWatchedGateway(house);
      const bidding = setInterval(() => bid(house), EVENT_MS);
      try {
        // What is kept for good, plans and compiled code, is there after the first visitors.
        await welcome(gateway, Math.min(CLIENTS, 200), 3_000, 500);
        const before = await quiet(gateway);
        const { visits, frames, most } = await welcome(gateway, CLIENTS, SOAK_MS, STAY_MS);
        const after = await quiet(gateway);
        if (IS_LONG) console.log(JSON.stringify({ visits, frames, most, before, after }));
        expect(visits).toBeGreaterThan(CLIENTS);
        expect(frames).toBeGreaterThan(visits);
        expect(house.openStreams).toBe(0);
        expect(house.openSockets).toBe(0);
        expect(after.resources).toEqual(before.resources);
        expect(after.heapBytes - before.heapBytes).toBeLessThan(HEAP_SLACK_BYTES);
        expect(after.externalBytes - before.externalBytes).toBeLessThan(HEAP_SLACK_BYTES);
      } finally {
        clearInterval(bidding);
      }
    },
    TIMEOUT_MS,
  );

  it(
    "is given supergraph after supergraph under load, loses and doubles nothing, and keeps none of the old ones",
    async () => {
      await using house = await openAuctionHouse();
      await using gateway = await startWatchedGateway(house);
      await underLoad(house, gateway, 1);
      const before = await quiet(gateway);
      const frames = await underLoad(house, gateway, RELOADS);
      const after = await quiet(gateway);
      if (IS_LONG) console.log(JSON.stringify({ frames, before, after }));
      expect(await gateway.metric("supergraph_swaps_total")).toBe(RELOADS + 1);
      expect(await gateway.metric("gaps_total")).toBe(0);
      expect(after.resources).toEqual(before.resources);
      expect(after.heapBytes - before.heapBytes).toBeLessThan(HEAP_SLACK_BYTES);
    },
    TIMEOUT_MS,
  );
});

/** Reloads so often while readers read, each of whom sees every frame once and in order. @returns frames that were read */
async function underLoad(house: AuctionHouse, gateway: WatchedGateway, reloads: number): Promise<number> {
  const clients = Array.from({ length: 4 }, () =>
    createClient({ url: gateway.url.replace("http", "ws"), webSocketImpl: WebSocket, retryAttempts: 0 }),
  );
  const ledgers = Array.from({ length: READERS }, () => ({ cursors: [] as number[], ends: 0 }));
  for (const [index, ledger] of ledgers.entries()) {
    const query = `subscription { prices(house: "${index % HOUSES}") { cursor lots { lot price bidder { name } } } }`;
    clients[index % clients.length]?.subscribe<{ prices: { cursor: string } }>(
      { query },
      {
        next: ({ data }) => void ledger.cursors.push(Number(data?.prices.cursor.slice(1))),
        error: () => void (ledger.ends += 1),
        complete: () => void (ledger.ends += 1),
      },
    );
  }
  /** Until everybody has what has been written by now. */
  const settled = async (): Promise<void> => {
    const written = price;
    await until(
      async () => ledgers.filter(({ cursors }) => (cursors.at(-1) ?? -1) < written).length,
      (behind) => behind === 0,
      30_000,
    );
  };
  const bidding = setInterval(() => bid(house), EVENT_MS / 10);
  try {
    await settled();
    for (let round = 1; round <= reloads; round += 1) {
      await gateway.reload(`${house.supergraphSdl}\n# ${reloads}.${round}`);
      await settled();
    }
    clearInterval(bidding);
    await settled();
    for (const { cursors, ends } of ledgers) {
      const [first = 0] = cursors;
      expect(cursors).toEqual(Array.from({ length: price - first + 1 }, (_, index) => first + index));
      expect(ends).toBe(0);
    }
    expect(await gateway.metric("upstream_streams")).toBe(HOUSES);
  } finally {
    clearInterval(bidding);
    await Promise.all(clients.map(async (client) => await client.dispose()));
  }
  return ledgers.reduce((sum, { cursors }) => sum + cursors.length, 0);
}

interface Crowd {
  readonly visits: number;
  readonly frames: number;
  /** The most subscribers there were at once. */
  readonly most: number;
}

/** Has so many clients come and go for a time: each place is taken anew as soon as its visitor has left. */
async function welcome(gateway: WatchedGateway, places: number, forMs: number, stayMs: number): Promise<Crowd> {
  const deadline = Date.now() + forMs;
  const cursors = new Map<string, string>();
  let [visits, frames, most] = [0, 0, 0];
  const watching = setInterval(() => {
    gateway.metric("subscribers").then(
      (subscribers) => (most = Math.max(most, subscribers)),
      () => undefined,
    );
  }, 1_000);
  const place = async (index: number): Promise<void> => {
    // They do not come all at once.
    await new Promise((resolve) => setTimeout(resolve, (Math.min(forMs / 5, stayMs) * index) / places));
    while (Date.now() < deadline) {
      const house = String((index + visits) % HOUSES);
      const plan = planOf(
        gateway.url,
        house,
        visits,
        Math.min(stayMs * (0.2 + Math.random()), deadline - Date.now() + 1),
      );
      visits += 1;
      const report = await visit({ ...plan, after: visits % 3 === 0 ? (cursors.get(house) ?? null) : null });
      frames += report.frames;
      if (report.lastCursor !== null) cursors.set(house, report.lastCursor);
    }
  };
  await Promise.all(Array.from({ length: places }, async (_, index) => await place(index)));
  clearInterval(watching);
  return { visits, frames, most };
}

function planOf(url: string, house: string, number: number, stayMs: number): Visit {
  return {
    url,
    house,
    stayMs,
    // Some go before they have had anything.
    patienceMs: number % 11 === 3 ? stayMs / 20 : 10_000,
    transport: number % 5 === 0 ? "sse" : "webSocket",
    every: number % 4 === 0 ? "1s" : null,
    after: null,
    stalls: number % 20 === 7,
    leaves: (["politely", "atOnce", "byCrash"] as const)[number % 3] ?? "politely",
  };
}

/** The vitals of a gateway from which everybody has gone. */
async function quiet(gateway: WatchedGateway): Promise<Vitals> {
  for (const name of [
    "client_sockets",
    "subscribers",
    "topics",
    "catch_ups",
    "upstream_streams",
    "upstream_sockets",
    "memory_bytes",
  ]) {
    await until(
      async () => ({ [name]: await gateway.metric(name) }),
      (figures) => figures[name] === 0,
      20_000,
    );
  }
  // Connections for entity fetches close when they are idle.
  return await until(
    async () => await gateway.vitals(),
    ({ resources }) => resources["TCPSocketWrap"] === undefined,
    20_000,
  );
}

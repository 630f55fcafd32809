import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createClient as createSseClient } from "graphql-sse";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { type Cleanup, createCleanup } from "../../support/cleanup.ts";
import { startGateway } from "../../support/gateway-rig.ts";
import { type RunningProcess, startProcess } from "../../support/process.ts";
import { startIssuer, type TokenIssuer } from "../../support/token-issuer.ts";
import { startValkey, type ValkeyServer } from "../../support/valkey.ts";
import { type AuctionHouse, openAuctionHouse } from "./auction-house.ts";
import { until } from "./until.ts";

const LEASE_MS = 600;
const SECRET = "a secret of tests that is longer than 32 bytes";
const PRICES = "subscription ($after: String) { prices(after: $after) { cursor snapshot gap lots { lot price } } }";
const SALES = "subscription { hammer { number } }";

describe("gateways that have a broker", () => {
  let valkey: ValkeyServer;
  let issuer: TokenIssuer;
  let house: AuctionHouse;
  let cleanup: Cleanup;

  beforeAll(async () => {
    valkey = await startValkey();
    issuer = await startIssuer();
  }, 60_000);
  afterAll(async () => {
    await issuer[Symbol.asyncDispose]();
    await valkey[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    cleanup = createCleanup();
    house = cleanup.use(await openAuctionHouse());
  });
  afterEach(async () => await cleanup[Symbol.asyncDispose]());

  it("open one source stream for all of them, and lose and double nothing", async () => {
    const gateways = [await gateway(), await gateway(), await gateway()];
    const readers = await Promise.all(
      gateways.flatMap(({ url }) => [read(url, "webSocket"), read(url, "sse"), read(url, "webSocket")]),
    );
    await until(() => readers.every(({ cursors }) => cursors.length === 1));
    for (let price = 1; price <= 50; price += 1) house.bid({ lot: `lot ${price % 7}`, price });
    await until(() => readers.every(({ cursors }) => cursors.at(-1) === 50));
    for (const reader of readers) expectWhole(reader, 50);
    expect(house.openStreams).toBe(1);
    expect(house.requests).toHaveLength(1);
    const metrics = await Promise.all(gateways.map(async ({ url }) => await (await fetch(`${url}/metrics`)).text()));
    const figures = metrics.map((text) => /^gateway_stream_(?:led|followed)_topics \d$/gm[Symbol.match](text)?.join());
    expect(figures.toSorted((a = "", b = "") => a.localeCompare(b))).toEqual([
      "gateway_stream_led_topics 0,gateway_stream_followed_topics 1",
      "gateway_stream_led_topics 0,gateway_stream_followed_topics 1",
      "gateway_stream_led_topics 1,gateway_stream_followed_topics 0",
    ]);
  });

  it("begin with the state that the broker has, in a storm of events", async () => {
    const [first, second] = [await gateway(), await gateway()];
    await read(first.url, "webSocket");
    await until(() => house.openStreams === 1);
    let price = 0;
    const storm = setInterval(() => house.bid({ lot: `lot ${price % 7}`, price: (price += 1) }), 1);
    try {
      await until(() => price > 30);
      const late = await read(second.url, "webSocket");
      await until(() => late.cursors.length > 30);
      clearInterval(storm);
      await until(() => late.cursors.at(-1) === price);
      expectWhole(late, price);
      expect(late.state).toEqual(newest(price));
    } finally {
      clearInterval(storm);
    }
    expect(house.openStreams).toBe(1);
  });

  it("honour each other's cursors", async () => {
    const [first, second] = [await gateway(), await gateway()];
    const ada = await read(first.url, "webSocket");
    await read(second.url, "webSocket");
    await until(() => ada.cursors.length === 1);
    for (let price = 1; price <= 3; price += 1) house.bid({ lot: "a", price });
    await until(() => ada.cursors.at(-1) === 3);
    ada.stop();
    for (let price = 4; price <= 6; price += 1) house.bid({ lot: "a", price });
    const back = await read(second.url, "webSocket", "c3");
    await until(() => back.cursors.at(-1) === 6);
    house.bid({ lot: "a", price: 7 });
    await until(() => back.cursors.at(-1) === 7);
    expect(back.cursors).toEqual([4, 5, 6, 7]);
    expect(back.snapshots).toBe(0);
    await until(() => house.openStreams === 1);
  });

  it.each(["SIGKILL", "SIGTERM"] as const)("go on when the one that leads ends by %s", async (signal) => {
    const leader = await gatewayProcess();
    await read(leader.url, "webSocket");
    await until(() => house.openStreams === 1);
    const others = [await gateway(), await gateway()];
    const readers = await Promise.all(others.map(async ({ url }) => await read(url, "webSocket")));
    await until(() => readers.every(({ cursors }) => cursors.length === 1));
    house.bid({ lot: "a", price: 1 });
    await until(() => readers.every(({ cursors }) => cursors.at(-1) === 1));
    const killed = leader.kill(signal);
    house.bid({ lot: "b", price: 2 });
    await killed;
    house.bid({ lot: "a", price: 3 });
    await until(() => readers.every(({ cursors }) => cursors.at(-1) === 3));
    house.bid({ lot: "a", price: 4 });
    await until(() => readers.every(({ cursors }) => cursors.at(-1) === 4));
    for (const reader of readers) expectWhole(reader, 4);
    await until(() => house.openStreams === 1);
  });

  // Whoever leads may be stopped for so long that another takes its place, and then go on as if nothing were.
  it("are not misled by one that has slept through the end of its lease", async () => {
    const leader = await gatewayProcess();
    const own = await read(leader.url, "webSocket");
    await until(() => house.openStreams === 1);
    const other = await gateway();
    const reader = await read(other.url, "webSocket");
    await until(() => own.cursors.length === 1 && reader.cursors.length === 1);
    process.kill(leader.pid, "SIGSTOP");
    house.bid({ lot: "a", price: 1 });
    await until(() => reader.cursors.at(-1) === 1);
    process.kill(leader.pid, "SIGCONT");
    house.bid({ lot: "a", price: 2 });
    await until(() => reader.cursors.at(-1) === 2 && own.cursors.at(-1) === 2);
    // The sleeper finds its place in what the other writes.
    for (let price = 3; house.openStreams > 1 && price < 200; price += 1) {
      house.bid({ lot: "a", price });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(house.openStreams).toBe(1);
    house.bid({ lot: "z", price: 1 });
    await until(() => reader.cursors.length > 3 && reader.cursors.at(-1) === own.cursors.at(-1));
    for (const one of [own, reader]) expectWhole(one, one.cursors.at(-1) ?? 0);
  });

  it.each(["killed", "frozen"] as const)(
    "go on by themselves while the broker is %s, and together again after",
    async (how) => {
      const gateways = [await gateway(), await gateway(), await gateway()];
      const readers = await Promise.all(gateways.map(async ({ url }) => await read(url, "webSocket")));
      await until(() => readers.every(({ cursors }) => cursors.length === 1));
      house.bid({ lot: "a", price: 1 });
      if (how === "killed") await valkey.kill();
      else valkey.freeze();
      house.bid({ lot: "b", price: 2 });
      await until(() => house.openStreams === 3 && readers.every(({ cursors }) => cursors.at(-1) === 2));
      const late = await read(gateways[1]?.url ?? "", "sse");
      await until(() => late.cursors.at(-1) === 2);
      if (how === "killed") await valkey.restart();
      else valkey.thaw();
      let price = 2;
      for (; house.openStreams > 1 && price < 400; price += 1) {
        house.bid({ lot: "a", price });
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(house.openStreams).toBe(1);
      house.bid({ lot: "z", price: 1 });
      await until(() => readers.every(({ cursors }) => cursors.at(-1) === price + 1));
      for (const reader of readers) expectWhole(reader, price + 1);
    },
  );

  it("serve streams when they start without the broker", async () => {
    await valkey.kill();
    const alone = await gateway();
    const reader = await read(alone.url, "webSocket");
    await until(() => reader.cursors.length === 1);
    house.bid({ lot: "a", price: 1 });
    await until(() => reader.cursors.at(-1) === 1);
    expect(alone.logLines).toContainEqual(
      expect.objectContaining({ msg: "the broker is away: each gateway goes on by itself" }),
    );
    await valkey.restart();
  });

  it("have a stream without cursors in common, too", async () => {
    const gateways = [await gateway(), await gateway()];
    const readers = await Promise.all(gateways.map(async ({ url }) => await read(url, "webSocket", undefined, SALES)));
    await until(() => house.openStreams === 1);
    await followed(gateways);
    house.sell(1);
    await until(() => readers.every(({ results }) => results.length === 1));
    house.sell(2);
    await until(() => readers.every(({ results }) => results.length === 2));
    for (const { results } of readers) {
      expect(results).toEqual([{ data: { hammer: { number: 1 } } }, { data: { hammer: { number: 2 } } }]);
    }
    expect(house.openStreams).toBe(1);
  });

  // One who came anew found its place before the end that the broker still held, and ended with it.
  it("end everywhere when the source is complete, and begin anew after", async () => {
    const gateways = [await gateway(), await gateway()];
    for (let round = 0; round < 10; round += 1) {
      const readers = await Promise.all(gateways.map(async ({ url }) => await read(url, "webSocket")));
      await until(() => readers.every(({ cursors }) => cursors.length === 1));
      expect(readers.some(({ hasEnded }) => hasEnded)).toBe(false);
      house.complete();
      await until(() => readers.every(({ hasEnded }) => hasEnded));
    }
    const last = await Promise.all(gateways.map(async ({ url }) => await read(url, "webSocket")));
    await until(() => last.every(({ cursors }) => cursors.length === 1));
    house.bid({ lot: "a", price: 1 });
    await until(() => last.every(({ cursors }) => cursors.at(-1) === 1));
    expect(last.some(({ hasEnded }) => hasEnded)).toBe(false);
  });

  async function gateway() {
    return cleanup.use(
      await startGateway({
        supergraphSdl: house.supergraphSdl,
        issuer,
        env: { BROKER_URL: valkey.url, BROKER_LEASE_MS: String(LEASE_MS), IDENTITY_SECRET: SECRET },
      }),
    );
  }

  async function gatewayProcess(): Promise<RunningProcess> {
    const folder = await mkdtemp(join(tmpdir(), "broker-"));
    cleanup.defer(async () => await rm(folder, { recursive: true }));
    const supergraph = join(folder, "supergraph.graphql");
    await writeFile(supergraph, house.supergraphSdl);
    return cleanup.use(
      await startProcess("gateway/main.js", [], {
        PORT: "0",
        SUPERGRAPH: supergraph,
        BROKER_URL: valkey.url,
        BROKER_LEASE_MS: String(LEASE_MS),
        JWKS_URL: issuer.jwksUrl,
        FORWARDED_CLAIMS: "partner",
        TOKEN_ISSUER: issuer.issuer,
        TOKEN_AUDIENCE: issuer.audience,
        IDENTITY_SECRET: SECRET,
      }),
    );
  }

  /** Until one gateway leads, and the others read from the broker. */
  async function followed(gateways: readonly { readonly url: string }[]): Promise<void> {
    for (let roles = 0; roles < gateways.length;) {
      const texts = await Promise.all(gateways.map(async ({ url }) => await (await fetch(`${url}/metrics`)).text()));
      roles = texts.filter((text) => /^gateway_stream_(led|followed)_topics 1$/m.test(text)).length;
    }
  }

  async function read(
    gatewayUrl: string,
    transport: "webSocket" | "sse",
    after?: string,
    query = PRICES,
  ): Promise<Reader> {
    const url = new URL("/graphql", gatewayUrl).href;
    const authorization = `Bearer ${await issuer.token({ sub: "ada" })}`;
    const reader = new Reader();
    const client =
      transport === "webSocket"
        ? createClient({
            url: url.replace("http", "ws"),
            webSocketImpl: WebSocket,
            retryAttempts: 0,
            connectionParams: { authorization },
          })
        : createSseClient({ url, headers: { authorization }, retryAttempts: 0 });
    cleanup.defer(async () => await client.dispose());
    reader.stop = client.subscribe(
      { query, variables: after === undefined ? {} : { after } },
      {
        next: (result) => reader.take(result),
        error: () => (reader.hasEnded = true),
        complete: () => (reader.hasEnded = true),
      },
    );
    return reader;
  }
});

/** What one client saw. */
class Reader {
  readonly results: unknown[] = [];
  /** Of each frame, as a number. */
  readonly cursors: number[] = [];
  readonly state = new Map<string, number>();
  snapshots = 0;
  gaps = 0;
  hasEnded = false;
  stop: () => void = () => undefined;

  take(result: unknown): void {
    this.results.push(result);
    const { prices } = (result as { data: { prices?: PriceFrame } }).data;
    if (prices === undefined) return;
    this.cursors.push(Number(prices.cursor.slice(1)));
    if (prices.snapshot) this.snapshots += 1;
    if (prices.gap) this.gaps += 1;
    for (const { lot, price } of prices.lots) this.state.set(lot, price);
  }
}

interface PriceFrame {
  readonly cursor: string;
  readonly snapshot: boolean;
  readonly gap: boolean;
  readonly lots: readonly { readonly lot: string; readonly price: number }[];
}

/** A snapshot, and then every frame once and in order. */
function expectWhole({ cursors, snapshots, gaps }: Reader, last: number): void {
  const first = cursors[0] ?? 0;
  expect(cursors).toEqual(Array.from({ length: last - first + 1 }, (_, index) => first + index));
  expect([snapshots, gaps]).toEqual([1, 0]);
}

/** The newest price of each of seven lots after so many bids of the storm. */
function newest(price: number): Map<string, number> {
  const state = new Map<string, number>();
  for (let at = 0; at < price; at += 1) state.set(`lot ${at % 7}`, at + 1);
  return state;
}

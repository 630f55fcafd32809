import { describe, expect, it } from "@jest/globals";
import { createClient as createSseClient } from "graphql-sse";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { type GatewayRig, startGateway } from "../support/gateway-rig.ts";
import { type AuctionHouse, openAuctionHouse } from "./subscribe/auction-house.ts";
import { until } from "./subscribe/until.ts";

const PRICES = "subscription { prices { cursor snapshot gap lots { lot price bidder { name } } } }";
const NOTES = "subscription { prices { cursor lots { note } } }";

describe("a gateway that is given another supergraph", () => {
  it("goes on with every stream by its cursor, on every transport, and loses and doubles nothing", async () => {
    await using house = await openAuctionHouse();
    await using gateway = await startGateway({ supergraphSdl: house.supergraphSdl });
    const streams = [
      await overWebSocket(gateway, PRICES),
      await overSse(gateway, PRICES),
      await overWebSocket(gateway, PRICES.replace("prices", 'prices(every: "1h")')),
    ];
    await until(() => streams.every(({ results }) => results.length === 1));
    for (let round = 1; round <= 3; round += 1) {
      house.bid({ lot: "a", price: round, bidder: "ada" });
      const reloaded = gateway.reload(`${house.supergraphSdl}\n# ${round}`);
      house.bid({ lot: "b", price: round });
      expect(await reloaded).toBe(true);
    }
    await until(() => streams.slice(0, 2).every(({ results }) => results.length === 7));
    for (const { results } of streams.slice(0, 2)) {
      expect(results.map(pricesOf).map(({ cursor }) => cursor)).toEqual(
        Array.from({ length: 7 }, (_, index) => `c${index}`),
      );
      expect(results.map(pricesOf).filter(({ snapshot }) => snapshot)).toHaveLength(1);
    }
    expect(streams.flatMap(({ errors }) => errors)).toEqual([]);
    await until(() => house.openStreams === 1);
  });

  it("ends a stream that the new supergraph cannot answer with an error that says so, and no other", async () => {
    await using house = await openAuctionHouse();
    await using gateway = await startGateway({ supergraphSdl: house.supergraphSdl });
    const gone = [await overWebSocket(gateway, NOTES), await overSse(gateway, NOTES)];
    const stays = await overWebSocket(gateway, PRICES);
    await until(() => [...gone, stays].every(({ results }) => results.length === 1));
    await gateway.reload(withoutNotes(house));
    await until(() => gone.every(({ errors, results }) => errors.length === 1 || results.length === 2));
    for (const { errors, results } of gone) {
      expect(JSON.stringify([errors, results.slice(1)])).toContain(
        '"code":"SUPERGRAPH_CHANGED","reason":"Cannot query field \\"note\\" on type \\"Lot\\"."',
      );
    }
    house.bid({ lot: "a", price: 1 });
    await until(() => stays.results.length === 2);
    const response = await gateway.post({ query: "{ houses }" });
    expect(await response.json()).toEqual({ data: { houses: ["main"] } });
  });

  it("says so to a stream whose cursor the new supergraph does not know", async () => {
    await using house = await openAuctionHouse();
    await using gateway = await startGateway({ supergraphSdl: house.supergraphSdl });
    const stream = await overWebSocket(gateway, PRICES);
    await until(() => stream.results.length === 1);
    await house.kill();
    house.bid({ lot: "a", price: 1 });
    house.refuseCursors();
    await gateway.reload(`${house.supergraphSdl}\n# 2`);
    await house.restart();
    await until(() => stream.errors.length === 1);
    expect(stream.errors).toMatchObject([[{ extensions: { code: "SUPERGRAPH_CHANGED", reason: "no such cursor" } }]]);
  });

  it("goes on with streams that have no cursor", async () => {
    await using house = await openAuctionHouse();
    await using gateway = await startGateway({ supergraphSdl: house.supergraphSdl });
    const stream = await overWebSocket(gateway, "subscription { hammer { number } }");
    await until(() => house.openStreams === 1);
    house.sell(1);
    await until(() => stream.results.length === 1);
    await gateway.reload(`${house.supergraphSdl}\n# 2`);
    await until(() => house.requests.length === 2 && house.openStreams === 1);
    house.sell(2);
    await until(() => stream.results.length === 2);
    expect(stream.results).toEqual([{ data: { hammer: { number: 1 } } }, { data: { hammer: { number: 2 } } }]);
  });

  it("serves on what it has when the new one cannot be read, and knows one that it has already", async () => {
    await using house = await openAuctionHouse();
    await using gateway = await startGateway({ supergraphSdl: house.supergraphSdl });
    await expect(gateway.reload("type Query {")).rejects.toThrow("The supergraph cannot be read");
    expect(await gateway.reload(house.supergraphSdl)).toBe(false);
    const response = await gateway.post({ query: "{ houses }" });
    expect(await response.json()).toEqual({ data: { houses: ["main"] } });
  });

  it("tells Prometheus of its streams", async () => {
    await using house = await openAuctionHouse();
    await using gateway = await startGateway({ supergraphSdl: house.supergraphSdl });
    const stream = await overWebSocket(gateway, PRICES);
    await until(() => stream.results.length === 1);
    await gateway.reload(`${house.supergraphSdl}\n# 2`);
    house.bid({ lot: "a", price: 1 });
    await until(() => stream.results.length === 2);
    const response = await fetch(`${gateway.url}/metrics`);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const text = await response.text();
    expect(text).toContain(
      "# HELP gateway_stream_client_sockets WebSocket connections of clients.\n# TYPE gateway_stream_client_sockets gauge\n",
    );
    for (const line of ["client_sockets 1", "subscribers 1", "supergraph_swaps_total 1", "gaps_total 0"]) {
      expect(text).toContain(`\ngateway_stream_${line}\n`);
    }
  });

  it("lets requests under way finish in the supergraph that they began in", async () => {
    await using house = await openAuctionHouse();
    await using gateway = await startGateway({ supergraphSdl: house.supergraphSdl });
    const asking = Array.from({ length: 50 }, async (_, index) => {
      const response = await gateway.post({ query: `{ houses people { name n${index}: name } }` });
      return response.status;
    });
    for (let round = 1; round <= 3; round += 1) await gateway.reload(`${house.supergraphSdl}\n# ${round}`);
    expect(new Set(await Promise.all(asking))).toEqual(new Set([200]));
  });
});

interface Followed {
  readonly results: readonly unknown[];
  readonly errors: readonly unknown[];
}

async function overWebSocket(gateway: GatewayRig, query: string): Promise<Followed> {
  const token = await gateway.issuer.token({ sub: "ada" });
  const client = createClient({
    url: `${gateway.url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${token}` },
  });
  return follow((sink) => client.subscribe({ query }, sink));
}

async function overSse(gateway: GatewayRig, query: string): Promise<Followed> {
  const token = await gateway.issuer.token({ sub: "ada" });
  const headers = { authorization: `Bearer ${token}` };
  const client = createSseClient({ url: `${gateway.url}/graphql`, headers, retryAttempts: 0 });
  return follow((sink) => client.subscribe({ query }, sink));
}

interface Sink {
  next(result: unknown): void;
  error(error: unknown): void;
  complete(): void;
}

function follow(subscribe: (sink: Sink) => () => void): Followed {
  const results: unknown[] = [];
  const errors: unknown[] = [];
  subscribe({
    next: (result) => void results.push(result),
    error: (error) => void errors.push(error),
    complete: () => undefined,
  });
  return { results, errors };
}

function pricesOf(result: unknown): { readonly cursor: string; readonly snapshot: boolean } {
  return (result as { data: { prices: { cursor: string; snapshot: boolean } } }).data.prices;
}

function withoutNotes({ supergraphSdl }: AuctionHouse): string {
  const changed = supergraphSdl.replace(/^ *note: String.*\n/m, "");
  if (changed === supergraphSdl) throw new Error("the supergraph has no notes");
  return changed;
}

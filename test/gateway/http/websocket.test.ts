import { once } from "node:events";
import { describe, expect, it } from "@jest/globals";
import type { Client, SubscribePayload } from "graphql-ws";
import { WebSocket } from "ws";
import { until } from "../subscribe/until.ts";
import { type RawClient, startStreams } from "./stream-rig.ts";

const PRICES = "subscription { prices { cursor snapshot lots { lot price bidder { name } } } }";

describe("graphql-transport-ws", () => {
  it("answers queries and mutations", async () => {
    await using rig = await startStreams();
    const client = await rig.client();
    const query = await answers(client, "{ houses people { name } }");
    expect(query.results).toEqual([{ data: { houses: ["main"], people: [{ name: "Ada" }] } }]);
    const mutation = await answers(client, 'mutation { rename(id: "ada", name: "Countess") { name } }');
    expect(mutation.results).toEqual([{ data: { rename: { name: "Countess" } } }]);
  });

  it("tells a plan beside an answer or alone, and then runs nothing", async () => {
    await using rig = await startStreams();
    const client = await rig.client();
    const beside = await answers(client, "{ houses }", { extensions: { explain: true } });
    expect(beside.results).toEqual([
      { data: { houses: ["main"] }, extensions: { plan: expect.stringContaining("[1] ") as unknown } },
    ]);
    rig.house.requests.length = 0;
    for (const operation of ['mutation { rename(id: "ada", name: "Countess") { name } }', PRICES]) {
      const { results } = await answers(client, operation, { extensions: { explain: "only" } });
      expect(results).toEqual([{ data: null, extensions: { plan: expect.stringContaining("[1] ") as unknown } }]);
    }
    expect([rig.house.requests, rig.house.openStreams]).toEqual([[], 0]);
  });

  it("streams a subscription, joined across subgraphs", async () => {
    await using rig = await startStreams();
    const prices = follow(await rig.client(), PRICES);
    await until(() => prices.results.length === 1);
    rig.house.bid({ lot: "a", price: 1, bidder: "ada" });
    await until(() => prices.results.length === 2);
    expect(prices.results).toEqual([
      { data: { prices: { cursor: "c0", snapshot: true, lots: [] } } },
      { data: { prices: { cursor: "c1", snapshot: false, lots: [{ lot: "a", price: 1, bidder: { name: "Ada" } }] } } },
    ]);
  });

  it("subscribes upstream once and asks for the rest once an event, however many clients there are", async () => {
    await using rig = await startStreams();
    const clients = await Promise.all(Array.from({ length: 10 }, (_, n) => rig.client(`bidder ${n}`)));
    const streams = clients.map((client) => follow(client, PRICES));
    await until(() => streams.every(({ results }) => results.length === 1));
    rig.house.requests.length = 0;
    for (const price of [1, 2, 3]) rig.house.bid({ lot: "a", price, bidder: "ada" });
    await until(() => streams.every(({ results }) => results.length === 4));
    expect(rig.house.openStreams).toBe(1);
    expect(rig.house.requests.filter(({ subgraph }) => subgraph === "people")).toHaveLength(3);
  });

  it("gives a burst in order and whole, whatever the sizes of its events", async () => {
    await using rig = await startStreams();
    const prices = follow(await rig.client(), "subscription { prices { cursor lots { lot } } }");
    await until(() => prices.results.length === 1);
    // Alone a text of these lengths takes 2, 4 and 10 bytes of head, and more than what is copied.
    const lengths = [1, 60, 200, 3_000, 17_000, 70_000];
    const lots = Array.from({ length: 200 }, (_, at) =>
      String(at).padEnd(lengths[(at * at) % lengths.length] ?? 1, "é"),
    );
    for (const [price, lot] of lots.entries()) rig.house.bid({ lot, price });
    await until(() => prices.results.length > lots.length || prices.errors.length > 0);
    expect(prices.errors).toEqual([]);
    expect(prices.results.slice(1)).toEqual(
      lots.map((lot, at) => ({ data: { prices: { cursor: `c${at + 1}`, lots: [{ lot }] } } })),
    );
  });

  it("opens streams for a crowd that comes at once, however few operations may be under way", async () => {
    await using rig = await startStreams({ operationsAtOnce: 1 });
    const clients = await Promise.all(Array.from({ length: 10 }, (_, n) => rig.client(`bidder ${n}`)));
    const streams = clients.map((client) => follow(client, PRICES));
    await until(() => streams.every(({ results, errors }) => results.length + errors.length > 0));
    expect(streams.flatMap(({ errors }) => errors)).toEqual([]);
  });

  it("gives clients with other selections what they asked for, from the same source stream", async () => {
    await using rig = await startStreams();
    const client = await rig.client();
    const names = follow(client, "subscription { prices { lots { bidder { name } } } }");
    const aliases = follow(client, "subscription { p: prices { l: lots { who: bidder { called: name } } } }");
    await until(() => names.results.length === 1 && aliases.results.length === 1);
    rig.house.bid({ lot: "a", price: 1, bidder: "ada" });
    await until(() => names.results.length === 2 && aliases.results.length === 2);
    expect(names.results[1]).toEqual({ data: { prices: { lots: [{ bidder: { name: "Ada" } }] } } });
    expect(aliases.results[1]).toEqual({ data: { p: { l: [{ who: { called: "Ada" } }] } } });
    expect(rig.house.openStreams).toBe(1);
  });

  it("goes on through a restart of the subgraph", async () => {
    await using rig = await startStreams();
    const prices = follow(await rig.client(), PRICES);
    await until(() => prices.results.length === 1);
    rig.house.bid({ lot: "a", price: 1 });
    await until(() => prices.results.length === 2);
    await rig.house.kill();
    rig.house.bid({ lot: "a", price: 2 });
    await rig.house.restart();
    await until(() => prices.results.length === 3);
    expect(prices.results[2]).toMatchObject({ data: { prices: { cursor: "c2", snapshot: false } } });
    expect(prices.errors).toEqual([]);
  });

  it("resumes after a cursor", async () => {
    await using rig = await startStreams();
    for (const price of [1, 2, 3]) rig.house.bid({ lot: "a", price });
    const query = "subscription ($after: String) { prices(after: $after) { cursor } }";
    const back = follow(await rig.client(), query, { variables: { after: "c1" } });
    await until(() => back.results.length === 2);
    expect(back.results).toEqual([{ data: { prices: { cursor: "c2" } } }, { data: { prices: { cursor: "c3" } } }]);
  });

  it("lets go of upstream when the client completes, and when it is gone", async () => {
    await using rig = await startStreams();
    const client = await rig.client();
    const prices = follow(client, PRICES);
    await until(() => rig.house.openStreams === 1 && prices.results.length === 1);
    prices.stop();
    await until(() => rig.house.openStreams === 0);
    const raw = await rig.connect();
    await until(() => raw.received.length === 1);
    raw.send({ id: "1", type: "subscribe", payload: { query: PRICES } });
    await until(() => rig.house.openStreams === 1);
    raw.socket.terminate();
    await until(() => rig.house.openStreams === 0);
  });

  it("tells errors of the client and refusals of subgraphs by `error` messages with codes", async () => {
    await using rig = await startStreams();
    const client = await rig.client();
    const code = async (query: string): Promise<unknown> => {
      const { errors } = await answers(client, query);
      return (errors[0] as { extensions: { code: string } }[])[0]?.extensions.code;
    };
    expect(await code("{ houses")).toBe("GRAPHQL_PARSE_FAILED");
    expect(await code("subscription { nothing }")).toBe("GRAPHQL_VALIDATION_FAILED");
    expect(await code("subscription { forbidden }")).toBe("FORBIDDEN");
    expect(await code('subscription { prices(after: "forged") { cursor } }')).toBe("BAD_CURSOR");
  });

  it("closes a slow reader with 4499 and its last cursor, and nobody else notices", async () => {
    await using rig = await startStreams();
    const fast = follow(await rig.client(), PRICES);
    const slow = await ready(rig);
    // With a topic of its own, whose end shows when the slow reader was given up.
    const query = 'subscription { prices(house: "other") { cursor lots { lot } } }';
    slow.send({ id: "1", type: "subscribe", payload: { query } });
    await until(() => slow.received.length === 2 && fast.results.length === 1);
    slow.socket.pause();
    const lot = "x".repeat(64 * 1024);
    let bids = 0;
    while (rig.house.openStreams === 2 && bids < 2_000) {
      for (let n = 0; n < 20; n += 1) rig.house.bid({ lot, price: (bids += 1) });
      await until(() => fast.results.length === bids + 1);
    }
    slow.socket.resume();
    expect(await slow.closed).toEqual({ code: 4499, reason: cursorOf(slow.received.at(-1)) });
    expect(slow.received.length).toBeLessThan(bids);
    expect(fast.errors).toEqual([]);
  });

  it("closes with 4403 when the token expires, and not when it was renewed in time", async () => {
    await using rig = await startStreams();
    const short = async () => ({
      authorization: `Bearer ${await rig.issuer.token({ sub: "ada", expiresInSeconds: 2 })}`,
    });
    const expiresBy = Date.now() + 2_000;
    const [left, renewed] = await Promise.all([
      rig.connect({ init: await short() }),
      rig.connect({ init: await short() }),
    ]);
    await until(() => left.received.length === 1 && renewed.received.length === 1);
    renewed.send({ type: "ping", payload: { authorization: await rig.issuer.token({ sub: "ada" }) } });
    await until(() => renewed.received.length === 2);
    expect(renewed.received[1]).toEqual({ type: "pong", payload: { expiresAt: expect.any(String) } });
    expect(await left.closed).toEqual({ code: 4403, reason: "The token has expired" });
    expect(Date.now()).toBeLessThan(expiresBy + 5_000);
    await until(() => Date.now() > expiresBy + 100);
    expect(renewed.socket.readyState).toBe(WebSocket.OPEN);
  });

  it("refuses a renewal for another principal", async () => {
    await using rig = await startStreams();
    const client = await rig.connect();
    await until(() => client.received.length === 1);
    client.send({ type: "ping", payload: { authorization: await rig.issuer.token({ sub: "eve" }) } });
    expect(await client.closed).toMatchObject({ code: 4403 });
  });

  it("closes with 4403 at once when a new token says that its principal may do less", async () => {
    await using rig = await startStreams();
    const init = { authorization: await rig.issuer.token({ sub: "ada", scope: "introspect" }) };
    const client = await rig.connect({ init });
    await until(() => client.received.length === 1);
    client.send({ id: "1", type: "subscribe", payload: { query: PRICES } });
    await until(() => client.received.length === 2);
    client.send({ type: "ping", payload: { authorization: await rig.issuer.token({ sub: "ada" }) } });
    expect(await client.closed).toMatchObject({ code: 4403 });
    rig.house.bid({ lot: "a", price: 1 });
    expect(client.received).toHaveLength(2);
  });

  it("closes with 4403 at once when the principal is revoked, and with it nobody else", async () => {
    await using rig = await startStreams();
    const other = await rig.connect({ init: { authorization: await rig.issuer.token({ sub: "bob" }) } });
    const client = await ready(rig);
    client.send({ id: "1", type: "subscribe", payload: { query: PRICES } });
    await until(() => client.received.length === 2 && other.received.length === 1);
    rig.issuer.revoke("ada");
    expect(await client.closed).toEqual({ code: 4403, reason: "The token was revoked" });
    const again = await rig.connect();
    expect(await again.closed).toMatchObject({ code: 4403 });
    expect(other.socket.readyState).toBe(WebSocket.OPEN);
  });

  it("keeps the topic of a client that renews its token", async () => {
    await using rig = await startStreams();
    const client = await ready(rig);
    client.send({ id: "1", type: "subscribe", payload: { query: PRICES } });
    await until(() => client.received.length === 2);
    client.send({ type: "ping", payload: { authorization: await rig.issuer.token({ sub: "ada" }) } });
    await until(() => client.received.length === 3);
    rig.house.bid({ lot: "a", price: 1 });
    await until(() => client.received.length === 4);
    expect(client.received[3]).toMatchObject({ id: "1", type: "next" });
    expect(rig.house.requests.filter(({ subgraph }) => subgraph === "auctions")).toHaveLength(1);
  });

  it("refuses subscriptions that come faster than a principal may subscribe", async () => {
    await using rig = await startStreams({ perPrincipal: 3, subscribesPerSecond: 1 });
    const client = await ready(rig);
    for (const id of ["1", "2", "3"]) {
      client.send({ id, type: "subscribe", payload: { query: PRICES } });
      client.send({ id, type: "complete" });
    }
    await until(() => rig.house.openStreams === 0);
    client.send({ id: "4", type: "subscribe", payload: { query: PRICES } });
    await until(() => client.received.some(({ id }) => id === "4"));
    expect(client.received.find(({ id }) => id === "4")).toMatchObject({
      type: "error",
      payload: [{ extensions: { code: "TOO_MANY_REQUESTS" } }],
    });
  });

  it("spreads the closings over a time when the gateway stops", async () => {
    await using rig = await startStreams({ webSocket: { drainMs: 10_000 } });
    const clients = [await ready(rig), await ready(rig), await ready(rig)];
    const at = clients.map(async ({ closed }) => {
      expect(await closed).toMatchObject({ code: 1001 });
      return performance.now();
    });
    await rig.stop();
    const times = await Promise.all(at);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(150);
  });

  it("takes the token from the payload, with or without Bearer, or from the upgrade's header", async () => {
    await using rig = await startStreams();
    const token = await rig.issuer.token({ sub: "ada" });
    const ways: { init: Record<string, string>; headers?: Record<string, string> }[] = [
      { init: { authorization: token } },
      { init: { Authorization: `Bearer ${token}` } },
      { init: { token } },
      { init: {}, headers: { authorization: `Bearer ${token}` } },
    ];
    for (const way of ways) {
      const client = await rig.connect(way);
      await until(() => client.received.length === 1);
      expect(client.received[0]).toEqual({ type: "connection_ack" });
    }
  });

  it("answers a ping with its payload", async () => {
    await using rig = await startStreams();
    const client = await rig.connect({ init: null });
    client.send({ type: "ping", payload: { n: 1 } });
    await until(() => client.received.length === 1);
    expect(client.received[0]).toEqual({ type: "pong", payload: { n: 1 } });
  });

  it("refuses operations beyond what a connection may have, and serves the others", async () => {
    await using rig = await startStreams({ webSocket: { maxOperations: 1 } });
    const client = await ready(rig);
    client.send({ id: "1", type: "subscribe", payload: { query: PRICES } });
    client.send({ id: "2", type: "subscribe", payload: { query: PRICES } });
    await until(() => client.received.length === 3);
    const refused = client.received.find(({ id }) => id === "2");
    expect(refused).toMatchObject({ type: "error", payload: [{ extensions: { code: "TOO_MANY_REQUESTS" } }] });
    rig.house.bid({ lot: "a", price: 1 });
    await until(() => client.received.length === 4);
  });

  it("cuts off a client that does not answer pings", async () => {
    await using rig = await startStreams({ webSocket: { pingIntervalMs: 50 } });
    const [dead, alive] = [await rig.connect({ autoPong: false }), await rig.connect()];
    expect(await dead.closed).toMatchObject({ code: 1006 });
    expect(alive.socket.readyState).toBe(WebSocket.OPEN);
  });

  it("closes with 1001 when the gateway stops", async () => {
    await using rig = await startStreams();
    const client = await ready(rig);
    client.send({ id: "1", type: "subscribe", payload: { query: PRICES } });
    await until(() => client.received.length === 2);
    await Promise.all([rig.stop(), expect(client.closed).resolves.toEqual({ code: 1001, reason: "Going away" })]);
    await until(() => rig.house.openStreams === 0);
  });

  const subscribe = { id: "1", type: "subscribe", payload: { query: PRICES } };
  it.each<[string, number, readonly unknown[], boolean]>([
    ["subscribe before the acknowledgement", 4401, [subscribe], false],
    ["a second id that is in use", 4409, [subscribe, subscribe], true],
    ["a second connection_init", 4429, [{ type: "connection_init" }], true],
    ["what is no JSON", 4400, ["{"], true],
    ["JSON of 100 levels", 4400, [`{"type":"ping","payload":{"a":${"[".repeat(98)}${"]".repeat(98)}}}`], true],
    ["a binary message", 4400, [Buffer.from("{}")], true],
    ["a message of no known type", 4400, [{ type: "hello" }], true],
    ["a message that only servers send", 4400, [{ type: "next", id: "1", payload: {} }], true],
    ["an id that is too long", 4400, [{ ...subscribe, id: "x".repeat(200) }], true],
    ["a connection_init without a token", 4403, [{ type: "connection_init" }], false],
    ["a bad token", 4403, [{ type: "connection_init", payload: { authorization: "Bearer no" } }], false],
    ["a message that is too large", 1009, [`{"type":"ping","payload":{"x":"${"x".repeat(2_000)}"}}`], true],
  ])("closes on %s with %d", async (_, code, messages, isReady) => {
    await using rig = await startStreams({ webSocket: { maxMessageBytes: 2_000 } });
    const client = isReady ? await ready(rig) : await rig.connect({ init: null });
    for (const message of messages) client.send(message);
    expect(await client.closed).toMatchObject({ code });
    await until(() => rig.sockets.size() === 0 && rig.house.openStreams === 0);
  });

  it("closes with 4408 without a connection_init in time, and with 4406 for another subprotocol", async () => {
    await using rig = await startStreams({ webSocket: { initTimeoutMs: 50 } });
    const silent = await rig.connect({ init: null });
    expect(await silent.closed).toMatchObject({ code: 4408 });
    const other = await rig.connect({ init: null, protocol: "" }).catch(() => null);
    if (other !== null) expect(await other.closed).toMatchObject({ code: 4406 });
  });

  it("refuses pages of foreign origins, and takes those that are configured and its own", async () => {
    await using rig = await startStreams();
    const status = async (origin: string): Promise<number> => {
      const socket = new WebSocket(rig.webSocketUrl, "graphql-transport-ws", { headers: { origin } });
      const settled = await Promise.race([
        once(socket, "open").then(() => 101),
        once(socket, "unexpected-response").then(([, response]) => (response as { statusCode: number }).statusCode),
      ]);
      socket.on("error", () => undefined);
      socket.terminate();
      return settled;
    };
    expect(await status("https://evil.example.org")).toBe(403);
    expect(await status("https://app.example.org")).toBe(101);
    expect(await status(new URL(rig.url).origin)).toBe(101);
  });
});

interface Followed {
  readonly results: readonly unknown[];
  readonly errors: readonly unknown[];
  readonly done: boolean;
  readonly stop: () => void;
}

function follow(client: Client, query: string, more: Omit<SubscribePayload, "query"> = {}): Followed {
  const results: unknown[] = [];
  const errors: unknown[] = [];
  const followed = { results, errors, done: false, stop: (): void => undefined };
  followed.stop = client.subscribe(
    { query, ...more },
    {
      next: (result) => void results.push(result),
      error: (error) => {
        errors.push(error);
        followed.done = true;
      },
      complete: () => (followed.done = true),
    },
  );
  return followed;
}

async function answers(client: Client, query: string, more: Omit<SubscribePayload, "query"> = {}): Promise<Followed> {
  const followed = follow(client, query, more);
  await until(() => followed.done);
  return followed;
}

async function ready(rig: { connect(): Promise<RawClient> }): Promise<RawClient> {
  const client = await rig.connect();
  await until(() => client.received.length === 1);
  return client;
}

function cursorOf(message: unknown): unknown {
  return (message as { payload?: { data?: { prices?: { cursor?: string } } } }).payload?.data?.prices?.cursor;
}

import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { describe, expect, it } from "@jest/globals";
import { createClient } from "graphql-sse";
import { until } from "../subscribe/until.ts";
import { type StreamRig, startStreams } from "./stream-rig.ts";

const PRICES = "subscription { prices { cursor lots { price bidder { name } } } }";

describe("server-sent events", () => {
  it("streams a subscription to a real client, joined across subgraphs", async () => {
    await using rig = await startStreams();
    const prices = await follow(rig, PRICES);
    await until(() => prices.results.length === 1);
    rig.house.bid({ lot: "a", price: 1, bidder: "ada" });
    await until(() => prices.results.length === 2);
    expect(prices.results[1]).toEqual({
      data: { prices: { cursor: "c1", lots: [{ price: 1, bidder: { name: "Ada" } }] } },
    });
    prices.stop();
    await until(() => rig.house.openStreams === 0);
  });

  it("answers a query and completes", async () => {
    await using rig = await startStreams();
    const query = await follow(rig, "{ houses }");
    await until(() => query.done);
    expect(query.results).toEqual([{ data: { houses: ["main"] } }]);
  });

  it("shares the source stream with WebSocket clients", async () => {
    await using rig = await startStreams();
    const overSse = await follow(rig, PRICES);
    const overWebSocket: unknown[] = [];
    const client = await rig.client("ada");
    client.subscribe(
      { query: PRICES },
      { next: (r) => void overWebSocket.push(r), error: () => {}, complete: () => {} },
    );
    await until(() => overSse.results.length === 1 && overWebSocket.length === 1);
    rig.house.bid({ lot: "a", price: 1 });
    await until(() => overSse.results.length === 2 && overWebSocket.length === 2);
    expect(overSse.results[1]).toEqual(overWebSocket[1]);
    // The class holds the scopes, and both tokens have the same.
    expect(rig.house.openStreams).toBe(1);
  });

  it("completes when the source completes", async () => {
    await using rig = await startStreams();
    const prices = await follow(rig, PRICES);
    await until(() => prices.results.length === 1);
    rig.house.complete();
    await until(() => prices.done);
    expect(prices.errors).toEqual([]);
  });

  it("sends each frame's cursor as its id, and goes on after Last-Event-ID", async () => {
    await using rig = await startStreams();
    for (const price of [1, 2, 3]) rig.house.bid({ lot: "a", price });
    const first = await get(rig, PRICES);
    await until(() => first.text().includes("id: c3\nevent: next\ndata: {"));
    const back = await get(rig, PRICES, { "last-event-id": "c1" });
    await until(() => back.text().includes("id: c3"));
    expect(back.text().match(/id: c\d/g)).toEqual(["id: c2", "id: c3"]);
    expect(back.response.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
  });

  it("sends comments while nothing happens", async () => {
    await using rig = await startStreams({ http: { heartbeatMs: 20 } });
    const stream = await get(rig, PRICES);
    await until(() => stream.text().includes("\n\n:\n\n"));
  });

  it("answers what is refused before the stream begins as plain JSON with a status", async () => {
    await using rig = await startStreams();
    const refused = async (query: string, headers: Record<string, string> = {}): Promise<unknown> => {
      const { response, text } = await get(rig, query, headers);
      if (!response.readableEnded) await once(response, "end");
      const { errors } = JSON.parse(text()) as { errors: { extensions: { code: string } }[] };
      return [response.statusCode, errors[0]?.extensions.code];
    };
    expect(await refused("subscription { nothing }")).toEqual([400, "GRAPHQL_VALIDATION_FAILED"]);
    expect(await refused("subscription { forbidden }")).toEqual([403, "FORBIDDEN"]);
    expect(await refused(PRICES, { "last-event-id": "forged" })).toEqual([400, "BAD_CURSOR"]);
    expect(await refused(PRICES, { authorization: "Bearer no" })).toEqual([401, "UNAUTHENTICATED"]);
  });

  it("lets go of upstream when the client is gone", async () => {
    await using rig = await startStreams();
    const stream = await get(rig, PRICES);
    await until(() => rig.house.openStreams === 1);
    stream.response.destroy();
    await until(() => rig.house.openStreams === 0);
  });

  it("ends with an error when the token expires", async () => {
    await using rig = await startStreams();
    const token = await rig.issuer.token({ sub: "ada", expiresInSeconds: 8 });
    const stream = await get(rig, PRICES, { authorization: `Bearer ${token}` });
    await until(() => stream.text().includes("id: c0"));
    await once(stream.response, "end");
    expect(stream.text()).toContain('"code":"UNAUTHENTICATED"');
    expect(stream.text()).toMatch(/event: complete\ndata:\n\n$/);
  });

  it("ends with an error when the principal is revoked", async () => {
    await using rig = await startStreams();
    const stream = await get(rig, PRICES);
    await until(() => stream.text().includes("id: c0"));
    rig.issuer.revoke("ada");
    await once(stream.response, "end");
    expect(stream.text()).toContain('{"message":"The token was revoked.","extensions":{"code":"UNAUTHENTICATED"}}');
  });

  it("ends a slow reader's stream with an error that holds its last cursor", async () => {
    await using rig = await startStreams();
    const stream = await get(rig, 'subscription { prices(house: "other") { cursor lots { lot } } }');
    await until(() => stream.text().includes("id: c0"));
    stream.response.pause();
    const lot = "x".repeat(64 * 1024);
    for (let price = 1; rig.house.openStreams === 1 && price < 2_000; price += 1) {
      rig.house.bid({ lot, price });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => rig.house.openStreams === 0);
    stream.response.resume();
    await once(stream.response, "end");
    const cursor = /"code":"SUBSCRIBER_TOO_SLOW","cursor":"(c\d+)"/.exec(stream.text())?.[1];
    expect(cursor).toBe(
      stream
        .text()
        .match(/id: (c\d+)/g)
        ?.at(-1)
        ?.slice(4),
    );
  });

  it("ends with an error that may be tried again when the gateway stops", async () => {
    await using rig = await startStreams();
    const stream = await get(rig, PRICES);
    await until(() => stream.text().includes("id: c0"));
    await Promise.all([rig.stop(), once(stream.response, "end")]);
    expect(stream.text()).toContain('"code":"OVERLOADED"');
  });
});

describe("multipart HTTP", () => {
  const ACCEPT =
    "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9";
  const part = (result: object): string =>
    `\r\n--graphql\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(result)}`;

  it("streams a subscription, each part with the boundary that ends it", async () => {
    await using rig = await startStreams();
    const stream = await get(rig, PRICES, { accept: ACCEPT });
    await until(() => stream.text().includes('"c0"'));
    rig.house.bid({ lot: "a", price: 1, bidder: "ada" });
    await until(() => stream.text().includes('"c1"'));
    expect(stream.response.headers["content-type"]).toBe('multipart/mixed;boundary="graphql";subscriptionSpec=1.0');
    const prices = { cursor: "c1", lots: [{ price: 1, bidder: { name: "Ada" } }] };
    expect(stream.text()).toBe(
      `${part({ payload: { data: { prices: { cursor: "c0", lots: [] } } } })}${part({ payload: { data: { prices } } })}\r\n--graphql`,
    );
    rig.house.complete();
    await once(stream.response, "end");
    expect(stream.text()).toMatch(/\r\n--graphql--\r\n$/);
  });

  it("sends empty parts while nothing happens", async () => {
    await using rig = await startStreams({ http: { heartbeatMs: 20 } });
    const stream = await get(rig, PRICES, { accept: ACCEPT });
    await until(() => stream.text().includes(part({})));
  });

  it("ends with errors beside an empty payload when the gateway stops", async () => {
    await using rig = await startStreams();
    const stream = await get(rig, PRICES, { accept: ACCEPT });
    await until(() => stream.text().includes('"c0"'));
    await Promise.all([rig.stop(), once(stream.response, "end")]);
    expect(stream.text()).toMatch(
      /{"payload":null,"errors":\[{"message":"[^"]+","extensions":{"code":"OVERLOADED"}}\]}/,
    );
  });

  it("has the same refusals as other answers, and answers queries at once", async () => {
    await using rig = await startStreams();
    const refused = await get(rig, "subscription { forbidden }", { accept: ACCEPT });
    expect([refused.response.statusCode, refused.response.headers["content-type"]]).toEqual([
      403,
      "application/graphql-response+json; charset=utf-8",
    ]);
    const query = await get(rig, "{ houses }", { accept: ACCEPT });
    await until(() => query.text() === '{"data":{"houses":["main"]}}');
    const other = await get(rig, PRICES, { accept: "multipart/mixed, application/json" });
    expect(other.response.statusCode).toBe(400);
  });

  it("is given only in the version that we speak", async () => {
    await using rig = await startStreams();
    const { response } = await get(rig, PRICES, { accept: "multipart/mixed;subscriptionSpec=2.0" });
    expect(response.statusCode).toBe(406);
  });
});

interface Followed {
  readonly results: readonly unknown[];
  readonly errors: readonly unknown[];
  readonly done: boolean;
  readonly stop: () => void;
}

async function follow(rig: StreamRig, query: string): Promise<Followed> {
  const token = await rig.issuer.token({ sub: "ada", scope: "introspect" });
  const client = createClient({ url: rig.url, headers: { authorization: `Bearer ${token}` }, retryAttempts: 0 });
  const results: unknown[] = [];
  const errors: unknown[] = [];
  const followed = { results, errors, done: false, stop: (): void => undefined };
  followed.stop = client.subscribe(
    { query },
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

/** A stream by GET, as its bytes come. */
async function get(
  rig: StreamRig,
  query: string,
  headers: Record<string, string> = {},
): Promise<{ readonly response: IncomingMessage; readonly text: () => string }> {
  const token = await rig.issuer.token({ sub: "ada" });
  const sent = request(`${rig.url}?query=${encodeURIComponent(query)}`, {
    headers: { accept: "text/event-stream", authorization: `Bearer ${token}`, ...headers },
  });
  sent.on("error", () => undefined);
  sent.end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  let text = "";
  response.setEncoding("utf8");
  response.on("data", (chunk: string) => (text += chunk));
  response.on("error", () => undefined);
  return { response, text: () => text };
}

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { Defer20220824Handler, GraphQL17Alpha9Handler } from "@apollo/client/incremental";
import { Client, fetchExchange, type OperationResult } from "@urql/core";
import { until } from "../../support/until.ts";
import { openShop, type Shop, TAKES_PARTS, TAKES_PENDING } from "./shop.ts";

type Handler = NonNullable<ApolloClient.Options["incrementalHandler"]>;

const PRODUCT = `{ product(id: "1") { name ... @defer(label: "late") { reviews { text } } } }`;

describe("@defer over multipart HTTP", () => {
  let shop: Shop;
  beforeEach(async () => void (shop = await openShop()));
  afterEach(async () => await shop[Symbol.asyncDispose]());

  it("gives the first part while a subgraph that only the deferred one needs has not answered", async () => {
    const release = shop.hold("reviews");
    const answer = await shop.ask(PRODUCT);
    expect(answer.response.status).toBe(200);
    expect(answer.response.headers.get("content-type")).toBe('multipart/mixed;boundary="graphql";deferSpec=20220824');
    expect(await answer.next()).toEqual({ data: { product: { name: "Lamp" } }, hasNext: true });
    release();
    expect(await answer.next()).toEqual({
      incremental: [{ data: { reviews: [{ text: "on 1" }] }, path: ["product"], label: "late" }],
      hasNext: false,
    });
    expect(await answer.next()).toBeNull();
    expect(shop.subgraphs.requests.map(({ subgraph }) => subgraph)).toEqual(["products", "reviews"]);
  });

  it("says beforehand what is to come to whom asks for that way", async () => {
    const release = shop.hold("reviews");
    const answer = await shop.ask(PRODUCT, { accept: TAKES_PENDING });
    expect(answer.response.headers.get("content-type")).toBe('multipart/mixed;boundary="graphql";incrementalSpec=v0.2');
    expect(await answer.next()).toEqual({
      data: { product: { name: "Lamp" } },
      pending: [{ id: "0", path: ["product"], label: "late" }],
      hasNext: true,
    });
    release();
    expect(await answer.rest()).toEqual([
      { incremental: [{ id: "0", data: { reviews: [{ text: "on 1" }] } }], completed: [{ id: "0" }], hasNext: false },
    ]);
  });

  it.each([
    ["one answer", "application/json"],
    ["anything", "*/*"],
    ["one answer rather", "multipart/mixed;deferSpec=20220824;q=0.5, application/json"],
    ["another way of parts", "multipart/mixed;deferSpec=20991231, application/json"],
    ["streams of subscriptions", "multipart/mixed;subscriptionSpec=1.0, application/json"],
  ])("gives all at once to whom takes %s", async (_, accept) => {
    const answer = await shop.ask(PRODUCT, { accept });
    expect(answer.response.headers.get("content-type")).toContain("json");
    expect(await answer.next()).toEqual({ data: { product: { name: "Lamp", reviews: [{ text: "on 1" }] } } });
  });

  it.each([
    ["asks nobody else", `{ product(id: "1") { name ... @defer { maker { country } } } }`],
    ["waits for nobody else", `{ product(id: "1") { rating ... @defer { reviews { text } } } }`],
    ["is told not to be", `{ product(id: "1") { name ... @defer(if: false) { rating } } }`],
    ["is skipped", `{ product(id: "1") { name ... @defer @skip(if: true) { rating } } }`],
    ["is for other types", `{ things { id ... on Voucher @defer { worth } } }`],
  ])("gives all at once where the deferred part %s", async (_, query) => {
    const parted = await shop.ask(query);
    expect(parted.response.headers.get("content-type")).toContain("application/graphql-response+json");
    const whole = await shop.ask(query, { accept: "application/json" });
    expect(await parted.next()).toEqual(await whole.next());
  });

  it("is decided by a variable at each request", async () => {
    const query = `query ($late: Boolean! = true) { product(id: "1") { name ...More @defer(if: $late) } }
      fragment More on Product { rating }`;
    expect(await (await shop.ask(query)).rest()).toHaveLength(2);
    expect(await (await shop.ask(query, { variables: { late: true } })).rest()).toHaveLength(2);
    expect(await (await shop.ask(query, { variables: { late: false } })).rest()).toEqual([
      { data: { product: { name: "Lamp", rating: 4 } } },
    ]);
  });

  it("gives a part for each object of a list, of the types that it is for", async () => {
    const answer = await shop.ask(
      `{ products { name ... @defer { rating } } things { id ...on Product @defer(label: "p") { buyers } } }`,
    );
    const parts = await answer.rest();
    expect(parts[0]).toEqual({
      data: { products: [{ name: "Lamp" }, { name: "Rug" }], things: [{ id: "9" }, { id: "1" }, null] },
      hasNext: true,
    });
    expect(parts.slice(1).flatMap(({ incremental }) => incremental)).toEqual(
      expect.arrayContaining([
        { data: { rating: 4 }, path: ["products", 0] },
        { data: { rating: 4 }, path: ["products", 1] },
        { data: { buyers: 3 }, path: ["things", 1], label: "p" },
      ]),
    );
    expect(parts.at(-1)).toMatchObject({ hasNext: false });
  });

  it("gives a part in a part after that, and what hides behind an alias under the client's name", async () => {
    const query = `{ lamp: product(id: "1") { title: name ... @defer(label: "outer") {
      rated: reviews { text ... @defer(label: "inner") { author { name } } } } } }`;
    const release = shop.hold("people");
    const answer = await shop.ask(query);
    expect(await answer.next()).toEqual({ data: { lamp: { title: "Lamp" } }, hasNext: true });
    expect(await answer.next()).toEqual({
      incremental: [{ data: { rated: [{ text: "on 1" }] }, path: ["lamp"], label: "outer" }],
      hasNext: true,
    });
    release();
    expect(await answer.rest()).toEqual([
      {
        incremental: [{ data: { author: { name: "Kim ar1" } }, path: ["lamp", "rated", 0], label: "inner" }],
        hasNext: false,
      },
    ]);
  });

  it("gives parts in the order in which they are ready", async () => {
    const query = `{ product(id: "1") { name ... @defer(label: "r") { rating } ... @defer(label: "b") { buyers } } }`;
    for (const [slow, order] of [
      ["reviews", ["b", "r"]],
      ["people", ["r", "b"]],
    ] as const) {
      const release = shop.hold(slow);
      const answer = await shop.ask(query);
      await answer.next();
      expect(await answer.next()).toMatchObject({ incremental: [{ label: order[0] }], hasNext: true });
      release();
      expect(await answer.next()).toMatchObject({ incremental: [{ label: order[1] }], hasNext: false });
    }
  });

  it("defers the root's fields, and what is below a mutation's field after it was done once", async () => {
    const root = await shop.ask(`{ newest { text } ... @defer { product(id: "1") { name } } }`);
    expect(await root.rest()).toEqual([
      { data: { newest: { text: "fine" } }, hasNext: true },
      { incremental: [{ data: { product: { name: "Lamp" } }, path: [] }], hasNext: false },
    ]);
    shop.subgraphs.requests.length = 0;
    const mutation = await shop.ask(`mutation { rename(id: "3", name: "Bed") { name ... @defer { rating } } }`);
    expect(await mutation.rest()).toEqual([
      { data: { rename: { name: "Bed" } }, hasNext: true },
      { incremental: [{ data: { rating: 4 }, path: ["rename"] }], hasNext: false },
    ]);
    expect(shop.subgraphs.requests.map(({ subgraph }) => subgraph)).toEqual(["products", "reviews"]);
  });

  it("does not begin a mutation's next field before what is deferred below the one before it", async () => {
    const release = shop.hold("reviews");
    const asked = shop.ask(
      `mutation { a: rename(id: "1", name: "A") { name ... @defer { rating } } b: rename(id: "2", name: "B") { name } }`,
    );
    await until(async () => shop.subgraphs.requests.some(({ subgraph }) => subgraph === "reviews"));
    const renamed = shop.subgraphs.requests.filter(({ query }) => query.includes("rename"));
    release();
    expect(await (await asked).rest()).toEqual([{ data: { a: { name: "A", rating: 4 }, b: { name: "B" } } }]);
    expect(renamed.length).toBe(1);
  });

  it("lets a null that may not be go no further than the part, with its error in the part", async () => {
    const query = `{ product(id: "bad") { name ... @defer(label: "r") { rating } } }`;
    const error = { message: "no rating", path: ["product", "rating"], extensions: { code: "NOT_FOUND" } };
    expect(await (await shop.ask(query)).rest()).toEqual([
      { data: { product: { name: "?" } }, hasNext: true },
      { incremental: [{ errors: [error], data: null, path: ["product"], label: "r" }], hasNext: false },
    ]);
    expect(await (await shop.ask(query, { accept: TAKES_PENDING })).rest()).toEqual([
      {
        data: { product: { name: "?" } },
        pending: [{ id: "0", path: ["product"], label: "r" }],
        hasNext: true,
      },
      { completed: [{ id: "0", errors: [error] }], hasNext: false },
    ]);
  });

  it("tells what a subgraph answered null for with the first part, where the error is of a part that cannot come", async () => {
    const query = `{ product(id: "nameless") { id ... @defer { name buyers } } newest { text ... @defer { author { name } } } }`;
    const [first, ...later] = await (await shop.ask(query)).rest();
    expect(first).toEqual({
      errors: [{ message: "no name", path: ["product"], extensions: { code: "NOT_FOUND" } }],
      data: { product: null, newest: { text: "fine" } },
      hasNext: true,
    });
    expect(later).toEqual([
      { incremental: [{ data: { author: { name: "Kim a7" } }, path: ["newest"] }], hasNext: false },
    ]);
  });

  it("gives no part of what came as null, and what the first part lacks is the first part's error", async () => {
    const query = `{ product(id: "bad") { rating ... @defer { buyers } } }`;
    expect(await (await shop.ask(query)).rest()).toEqual([
      {
        errors: [{ message: "no rating", path: ["product", "rating"], extensions: { code: "NOT_FOUND" } }],
        data: { product: null },
        hasNext: false,
      },
    ]);
  });

  it.each([
    ["more parts than are worth it", `{ product(id: "1") { name ${"... @defer { rating } ".repeat(101)} } }`],
    [
      "fragments that double ten times",
      `{ product(id: "1") { name ...F0 @defer } } ${Array.from(
        { length: 10 },
        (_, at) => `fragment F${at} on Product { id ...F${at + 1} @defer ...G${at} @defer }
          fragment G${at} on Product { ...F${at + 1} @defer rating }`,
      ).join(" ")} fragment F10 on Product { buyers }`,
    ],
  ])("answers %s", async (_, query) => {
    const whole = (await (await shop.ask(query, { accept: "application/json" })).next()) as { readonly data: object };
    const [first, ...later] = await (await shop.ask(query)).rest();
    const product = { ...(first as { readonly data: { readonly product: object } }).data.product };
    for (const { incremental } of later) {
      for (const { data } of incremental as readonly { readonly data: object }[]) Object.assign(product, data);
    }
    expect({ product }).toEqual(whole.data);
  });

  it("refuses labels that are not unique, or not known before", async () => {
    for (const query of [
      `{ product(id: "1") { ... @defer(label: "a") { name } ... @defer(label: "a") { rating } } }`,
      `query ($label: String) { product(id: "1") { ... @defer(label: $label) { name } } }`,
    ]) {
      const answer = await shop.ask(query);
      expect(answer.response.status).toBe(400);
      expect(await answer.next()).toMatchObject({ errors: [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }] });
    }
  });

  it("tells the plan in the first part", async () => {
    const [first] = await (await shop.ask(PRODUCT, { extensions: { explain: true } })).rest();
    expect(first).toMatchObject({
      data: { product: { name: "Lamp" } },
      hasNext: true,
      extensions: { plan: expect.stringContaining("[2] reviews, after 1, deferred") as unknown },
    });
  });

  it("gives up what is under way when the client goes", async () => {
    shop.hold("reviews");
    const abort = new AbortController();
    const answer = await shop.ask(PRODUCT, { signal: abort.signal });
    await answer.next();
    await until(async () => shop.subgraphs.requests.length === 2);
    abort.abort();
    await until(async () => shop.givenUp.includes("reviews"));
  });
});

describe("@defer and the deadline of a request", () => {
  it.each([
    [
      TAKES_PARTS,
      (errors: unknown) => ({
        incremental: [{ errors, data: null, path: ["product"], label: "late" }],
        hasNext: false,
      }),
    ],
    [TAKES_PENDING, (errors: unknown) => ({ completed: [{ id: "0", errors }], hasNext: false })],
  ])("tells it in the place of the part that does not come in time: %s", async (accept, last) => {
    await using shop = await openShop({
      adjust: (config) => ({ ...config, http: { ...config.http, requestTimeoutMs: 700 } }),
    });
    const release = shop.hold("reviews");
    const answer = await shop.ask(PRODUCT, { accept });
    expect(await answer.next()).toMatchObject({ data: { product: { name: "Lamp" } }, hasNext: true });
    const error = { path: ["product"], extensions: { code: "DEADLINE_EXCEEDED" } };
    expect(await answer.rest()).toMatchObject([last([error])]);
    await until(async () => shop.givenUp.includes("reviews"));
    release();
  });
});

describe("@apollo/client", () => {
  it.each([
    ["Defer20220824Handler", (): Handler => new Defer20220824Handler()],
    // Its types do not allow for exact optional properties.
    ["GraphQL17Alpha9Handler", (): Handler => new GraphQL17Alpha9Handler() as unknown as Handler],
  ])("with its %s has the first part first, and then all", async (_, createHandler) => {
    await using shop = await openShop();
    const release = shop.hold("reviews");
    const token = await shop.gateway.issuer.token({ sub: "ada" });
    const client = new ApolloClient({
      link: new HttpLink({ uri: `${shop.gateway.url}/graphql`, headers: { authorization: `Bearer ${token}` } }),
      cache: new InMemoryCache(),
      incrementalHandler: createHandler(),
    });
    const query = gql`
      {
        product(id: "1") {
          id
          name
          ... @defer(label: "late") {
            reviews {
              id
              text
            }
          }
        }
      }
    `;
    const seen: { readonly data: unknown; readonly state: string }[] = [];
    const watching = client.watchQuery({ query }).subscribe(({ data, dataState }) => {
      seen.push({ data, state: dataState });
      if (dataState === "streaming") release();
    });
    await until(async () => seen.at(-1)?.state === "complete");
    watching.unsubscribe();
    client.stop();
    expect(seen.find(({ state }) => state === "streaming")?.data).toMatchObject({ product: { name: "Lamp" } });
    expect(seen.find(({ state }) => state === "streaming")?.data).not.toHaveProperty("product.reviews");
    expect(seen.at(-1)?.data).toMatchObject({ product: { name: "Lamp", reviews: [{ text: "on 1" }] } });
  });
});

describe("urql", () => {
  it("has the first part first, and then all", async () => {
    await using shop = await openShop();
    const release = shop.hold("reviews");
    const token = await shop.gateway.issuer.token({ sub: "ada" });
    const client = new Client({
      url: `${shop.gateway.url}/graphql`,
      exchanges: [fetchExchange],
      preferGetMethod: false,
      fetchOptions: { headers: { authorization: `Bearer ${token}` } },
    });
    const seen: OperationResult[] = [];
    const watching = client.query(PRODUCT, {}).subscribe((result) => {
      seen.push(result);
      if (result.hasNext) release();
    });
    await until(async () => seen.at(-1)?.hasNext === false);
    watching.unsubscribe();
    expect(seen.map(({ data, error }) => ({ data: data as unknown, error }))).toEqual([
      { data: { product: { name: "Lamp" } }, error: undefined },
      { data: { product: { name: "Lamp", reviews: [{ text: "on 1" }] } }, error: undefined },
    ]);
  });
});

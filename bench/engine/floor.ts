/**
 * What a gateway cannot do for less: each operation written by hand as fetches with undici, JSON.parse, a merge and
 * JSON.stringify, without a schema, limits or errors. A process: `floor.js <port> <subgraph>=<url>…`.
 */

import { createServer, type ServerResponse } from "node:http";
import { request } from "undici";
import { CASES } from "./cases.ts";

type Json = Record<string, unknown>;

interface Ware {
  readonly upc: string;
  readonly name: string;
  readonly price: number;
  readonly weightGrams: number;
}

interface Stock {
  readonly inStock: boolean;
  readonly shippingEstimate: number;
}

interface Opinion {
  readonly id: string;
  readonly body: string;
}

interface DeepReview extends Opinion {
  readonly author: {
    readonly id: string;
    readonly username: string;
    readonly reviews: readonly (Opinion & { readonly product: { readonly upc: string } })[];
  };
}

interface ReviewedProduct {
  readonly upc: string;
  readonly reviews: readonly DeepReview[];
}

interface ReviewedUser {
  readonly reviews: readonly (Opinion & { readonly product: ReviewedProduct })[];
}

const [port = "", ...pairs] = process.argv.slice(2);
const urls = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));

async function ask<Data>(subgraph: string, query: string, variables: Json = {}): Promise<Data> {
  const { body } = await request(urls.get(subgraph) ?? "", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  return (JSON.parse(await body.text()) as { readonly data: Data }).data;
}

async function entities<Entity>(
  subgraph: string,
  selection: string,
  representations: readonly Json[],
): Promise<Entity[]> {
  const query = `query($r:[_Any!]!){_entities(representations:$r){${selection}}}`;
  return (await ask<{ readonly _entities: Entity[] }>(subgraph, query, { r: representations }))._entities;
}

async function small(): Promise<Json> {
  return await ask("users", "{me{name}}");
}

const STOCK = "...on Product{inStock shippingEstimate}";

async function list(): Promise<Json> {
  const { topProducts } = await ask<{ readonly topProducts: readonly Ware[] }>(
    "products",
    "query($n:Int){topProducts(first:$n){upc name price weightGrams}}",
    { n: 2_000 },
  );
  const stocks = await entities<Stock>("inventory", STOCK, topProducts.map(stockReference));
  return { topProducts: topProducts.map((ware, index) => ({ ...ware, ...stocks[index] })) };
}

function stockReference({ upc, price, weightGrams }: Ware): Json {
  return { __typename: "Product", upc, price, weightGrams };
}

const DEEP = "reviews{id body author{id username reviews{id body product{upc}}}}";

/** Seven fetches on four levels. */
async function big(): Promise<Json> {
  const fromUsers = ask<{
    readonly users: readonly { readonly id: string; readonly name: string; readonly username: string }[];
  }>("users", "{users{id name username}}").then(async ({ users }) => {
    const references = users.map(({ id }) => ({ __typename: "User", id }));
    const reviewed = await entities<ReviewedUser>(
      "reviews",
      `...on User{reviews{id body product{upc ${DEEP}}}}`,
      references,
    );
    return { users, reviewed };
  });
  const fromProducts = ask<{ readonly topProducts: readonly Ware[] }>(
    "products",
    "{topProducts{upc name price weightGrams}}",
  ).then(async ({ topProducts }) => {
    const references = topProducts.map(({ upc }) => ({ __typename: "Product", upc }));
    const reviewed = await entities<ReviewedProduct>("reviews", `...on Product{${DEEP}}`, references);
    return { topProducts, reviewed };
  });
  const [{ users, reviewed: ofUsers }, { topProducts, reviewed: ofProducts }] = await Promise.all([
    fromUsers,
    fromProducts,
  ]);

  const upcs = new Set(topProducts.map(({ upc }) => upc));
  const authorIds = new Set<string>();
  const visit = (reviews: readonly DeepReview[]): void => {
    for (const { author } of reviews) {
      authorIds.add(author.id);
      for (const { product } of author.reviews) upcs.add(product.upc);
    }
  };
  for (const { reviews } of ofUsers) {
    for (const { product } of reviews) {
      upcs.add(product.upc);
      visit(product.reviews);
    }
  }
  for (const { reviews } of ofProducts) visit(reviews);

  const [authors, wares] = await Promise.all([
    entities<{ readonly id: string; readonly name: string }>(
      "users",
      "...on User{id name}",
      [...authorIds].map((id) => ({ __typename: "User", id })),
    ),
    entities<Ware>(
      "products",
      "...on Product{upc name price weightGrams}",
      [...upcs].map((upc) => ({ __typename: "Product", upc })),
    ),
  ]);
  const stocks = await entities<Stock>("inventory", STOCK, wares.map(stockReference));
  const names = new Map(authors.map(({ id, name }) => [id, name]));
  const byUpc = new Map(wares.map((ware, index) => [ware.upc, { ...ware, ...stocks[index] }]));

  const deep = (reviews: readonly DeepReview[]): Json[] =>
    reviews.map(({ id, body, author }) => ({
      id,
      body,
      author: {
        id: author.id,
        name: names.get(author.id),
        username: author.username,
        reviews: author.reviews.map(({ id, body, product }) => ({ id, body, product: byUpc.get(product.upc) })),
      },
    }));
  return {
    users: users.map((user, index) => ({
      ...user,
      reviews: ofUsers[index]?.reviews.map(({ id, body, product }) => ({
        id,
        body,
        product: { ...byUpc.get(product.upc), reviews: deep(product.reviews) },
      })),
    })),
    topProducts: topProducts.map(({ upc }, index) => ({
      ...byUpc.get(upc),
      reviews: deep(ofProducts[index]?.reviews ?? []),
    })),
  };
}

const BY_BODY = new Map(CASES.map(({ name, body }) => [body, { big, small, list }[name]]));

createServer((incoming, response) => {
  let body = "";
  incoming.setEncoding("utf8");
  incoming.on("data", (chunk: string) => (body += chunk));
  incoming.on("end", () => void answer(body, response));
}).listen(Number(port), "127.0.0.1");

async function answer(body: string, response: ServerResponse): Promise<void> {
  const run = BY_BODY.get(body);
  const text = JSON.stringify({ data: run === undefined ? { __typename: "Query" } : await run() });
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}

process.on("disconnect", () => process.exit(0));

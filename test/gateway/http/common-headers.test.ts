import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openShop, type Shop, TAKES_PARTS } from "./shop.ts";

const QUERY = { query: `{ product(id: "1") { name } }` };
const IN_PARTS = { query: `{ product(id: "1") { name ... @defer { reviews { text } } } }` };
const ID = "client-42";

let shop: Shop;
beforeAll(async () => void (shop = await openShop({ env: { CORS_ORIGINS: "https://app.example" } })));
afterAll(async () => await shop[Symbol.asyncDispose]());

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function send({ path = "/graphql", method = "GET", headers = {}, body }: Sent): Promise<Response> {
  return await fetch(`${shop.gateway.url}${path}`, {
    method,
    headers: { "x-request-id": ID, ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

async function post(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return await shop.gateway.post(body, { headers: { "x-request-id": ID, ...headers } });
}

it.each<[string, number, () => Promise<Response>]>([
  ["an answer", 200, () => post(QUERY)],
  ["an answer to a page of another site", 200, () => post(QUERY, { origin: "https://app.example" })],
  ["an answer in parts", 200, () => post(IN_PARTS, { accept: TAKES_PARTS })],
  ["an answer as a stream", 200, () => post(QUERY, { accept: "text/event-stream" })],
  ["a refused operation", 400, () => post({ query: "{ nothing }" })],
  ["a refused operation that may come in parts", 400, () => post({ query: "{ nothing }" }, { accept: TAKES_PARTS })],
  ["a request without a token", 401, () => send({ path: "/graphql?query={__typename}" })],
  ["a method that there is not", 405, () => send({ method: "PUT", body: "{}" })],
  ["a question for the methods", 204, () => send({ method: "OPTIONS" })],
  ["an answer that comes before the request's end", 413, () => post({ query: "#".repeat(2 * 1024 * 1024) })],
  ["health", 200, () => send({ path: "/health" })],
  ["a lack of readiness", 503, () => send({ path: "/ready" })],
  ["metrics", 200, () => send({ path: "/metrics" })],
  ["a download without a token", 401, () => send({ path: "/export.csv?query={products{id}}" })],
  ["a page that there is not", 404, () => send({ path: "/nothing" })],
  ["a method that a page has not", 405, () => send({ path: "/health", method: "POST", body: "{}" })],
])("%s has the headers that every response has", async (_, status, request) => {
  const response = await request();
  await response.text();
  expect(response.status).toBe(status);
  expect(response.headers.get("x-request-id")).toBe(ID);
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  expect(response.headers.get("cache-control")).toMatch(/^no-store\b/);
  expect(response.headers.get("date")).not.toBeNull();
});

/** A shop of three subgraphs, of which any can be held back, behind a gateway; and a reader of answers in parts. */

import type { ServerResponse } from "node:http";
import { GraphQLError } from "graphql";
import { type GatewayRig, type GatewayRigOptions, startGateway } from "../../support/gateway-rig.ts";
import { type SubgraphRig, startSubgraphs } from "../../support/subgraph-rig.ts";

/** A gateway over the shop. */
export interface Shop extends AsyncDisposable {
  readonly gateway: GatewayRig;
  readonly subgraphs: SubgraphRig;
  /** Subgraphs of which a request was given up before it was answered, in order. */
  readonly givenUp: readonly string[];
  /** Lets a subgraph wait with every answer from now on. @returns lets it answer */
  hold(subgraph: string): () => void;
  /** Asks by POST, and takes the parts of the answer as they come. */
  ask(query: string, options?: AskOptions): Promise<PartedReader>;
}

/** How a question is asked. */
export interface AskOptions {
  readonly accept?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
}

/** An answer as it comes. */
export interface PartedReader {
  readonly response: Response;
  /** The JSON of the next part; null when the answer has ended as it must. */
  next(): Promise<Readonly<Record<string, unknown>> | null>;
  /** All parts that are left. */
  rest(): Promise<Readonly<Record<string, unknown>>[]>;
}

/** What clients send who take parts in the older way. */
export const TAKES_PARTS =
  "multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9";
/** What those send who take them in the newer way. */
export const TAKES_PENDING = "multipart/mixed;incrementalSpec=v0.2,application/json;q=0.9";

const PRODUCTS = [
  { id: "1", name: "Lamp" },
  { id: "2", name: "Rug" },
];

/** Opens the shop. */
export async function openShop(options: Partial<GatewayRigOptions> = {}): Promise<Shop> {
  const held = new Map<string, Promise<void>>();
  const respond = async (
    { subgraph }: { readonly subgraph: string },
    run: () => Promise<unknown>,
  ): Promise<unknown> => {
    await held.get(subgraph);
    return await run();
  };
  const givenUp: string[] = [];
  const serve = ({ subgraph }: { readonly subgraph: string }, response: ServerResponse): boolean => {
    response.once("close", () => {
      if (!response.writableFinished) givenUp.push(subgraph);
    });
    return false;
  };
  const subgraphs = await startSubgraphs([
    {
      name: "products",
      typeDefs: `
        type Query { product(id: ID!): Product products: [Product!]! things: [Thing] }
        type Mutation { rename(id: ID!, name: String!): Product }
        interface Thing { id: ID! }
        type Product implements Thing @key(fields: "id") { id: ID! name: String! maker: Maker }
        type Maker { country: String }
        type Voucher implements Thing { id: ID! worth: Int }`,
      resolvers: {
        Query: {
          product: (_: unknown, { id }: { id: string }) => PRODUCTS.find((one) => one.id === id) ?? { id, name: "?" },
          products: () => PRODUCTS,
          things: () => [{ __typename: "Voucher", id: "9", worth: 5 }, { __typename: "Product", ...PRODUCTS[0] }, null],
        },
        Mutation: { rename: (_: unknown, given: { id: string; name: string }) => given },
        Product: {
          maker: () => ({ country: "KR" }),
          name: ({ id, name }: { id: string; name: string }) => {
            if (id === "nameless") throw new GraphQLError("no name", { extensions: { code: "NOT_FOUND" } });
            return name;
          },
        },
      },
      respond,
      serve,
    },
    {
      name: "reviews",
      typeDefs: `
        type Query { newest: Review }
        type Product @key(fields: "id") { id: ID! reviews: [Review!]! rating: Int! }
        type Review @key(fields: "id") { id: ID! text: String author: Author }
        type Author @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: { newest: () => ({ id: "7", text: "fine" }) },
        Product: {
          __resolveReference: (reference: object) => reference,
          reviews: ({ id }: { id: string }) => [{ id: `r${id}`, text: `on ${id}` }],
          rating: ({ id }: { id: string }) => {
            if (id === "bad") throw new GraphQLError("no rating", { extensions: { code: "NOT_FOUND" } });
            return 4;
          },
        },
        Review: { author: ({ id }: { id: string }) => ({ id: `a${id}` }) },
      },
      respond,
      serve,
    },
    {
      name: "people",
      typeDefs: `type Author @key(fields: "id") { id: ID! name: String }
        type Product @key(fields: "id") { id: ID! buyers: Int }`,
      resolvers: {
        Author: { __resolveReference: (reference: object) => reference, name: ({ id }: { id: string }) => `Kim ${id}` },
        Product: { __resolveReference: (reference: object) => reference, buyers: () => 3 },
      },
      respond,
      serve,
    },
  ]);
  const gateway = await startGateway({ supergraphSdl: subgraphs.supergraphSdl, ...options });
  return {
    gateway,
    subgraphs,
    givenUp,
    hold(subgraph) {
      let release: () => void = () => undefined;
      held.set(subgraph, new Promise((resolve) => (release = resolve)));
      return () => {
        held.delete(subgraph);
        release();
      };
    },
    async ask(query, { accept = TAKES_PARTS, variables = {}, extensions = {}, signal } = {}) {
      const body = { query, variables, extensions };
      return readParts(await gateway.post(body, { headers: { accept }, ...(signal === undefined ? {} : { signal }) }));
    },
    async [Symbol.asyncDispose]() {
      for (const subgraph of held.keys()) held.delete(subgraph);
      await gateway.close();
      await subgraphs[Symbol.asyncDispose]();
    },
  };
}

/** Reads multipart as RFC 2046 has it, section 5.1. */
function readParts(response: Response): PartedReader {
  const boundary = /boundary="?([^";]+)/.exec(response.headers.get("content-type") ?? "")?.[1];
  if (boundary === undefined) {
    const whole = async (): Promise<Readonly<Record<string, unknown>>> =>
      (await response.json()) as Readonly<Record<string, unknown>>;
    return { response, next: whole, rest: async () => [await whole()] };
  }
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  const more = async (expected: string): Promise<void> => {
    const chunk = await reader?.read();
    if (chunk?.value === undefined) throw new Error(`the answer ended before ${JSON.stringify(expected)}: ${text}`);
    text += decoder.decode(chunk.value, { stream: true });
  };
  const until = async (mark: string): Promise<string> => {
    while (!text.includes(mark)) await more(mark);
    const at = text.indexOf(mark);
    const before = text.slice(0, at);
    text = text.slice(at + mark.length);
    return before;
  };
  let hasBegun = false;
  const next = async (): Promise<Readonly<Record<string, unknown>> | null> => {
    if (!hasBegun) await until(`\r\n--${boundary}`);
    hasBegun = true;
    while (text.length < 2) await more("what follows a boundary");
    if (text.startsWith("--")) return null;
    const head = await until("\r\n\r\n");
    if (!/^\r\ncontent-type: application\/json/i.test(head)) throw new Error(`expected JSON, got ${head}`);
    return JSON.parse(await until(`\r\n--${boundary}`)) as Readonly<Record<string, unknown>>;
  };
  return {
    response,
    next,
    async rest() {
      const parts: Readonly<Record<string, unknown>>[] = [];
      for (let part = await next(); part !== null; part = await next()) parts.push(part);
      return parts;
    },
  };
}

/** A subgraph of as many lots as a test wants, in pages, over real HTTP. */

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { composeServices } from "@apollo/composition";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { graphql, GraphQLError, parse } from "graphql";

const TYPE_DEFS = `
  type Query {
    lots(first: Int = 50, after: String, last: Int, city: String): LotConnection!
    house(name: String!): House
    cities: [City!]!
    endless(after: String, last: String): LotConnection!
    hello: String
  }
  type Mutation { sell: Boolean }
  type House { name: String! lots(first: Int = 50, after: String): LotConnection! cities: [City!]! }
  type LotConnection { nodes: [Lot!]! edges: [LotEdge!]! pageInfo: PageInfo! totalCount: Int! }
  type LotEdge { cursor: String! node: Lot! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  interface Seller { name: String! }
  type Person implements Seller { name: String! age: Int! }
  type Firm implements Seller { name: String! city: City }
  type City { name: String! mayor: String }
  type Lot { number: Int! title: String! note: String price: Float! isSold: Boolean! tags: [String!]! filler: String! seller: Seller! city: City }
`;

/** A running subgraph. */
export interface LotHouse extends AsyncDisposable {
  readonly supergraphSdl: string;
  readonly url: string;
  /** How many requests it was asked, and the variables and texts of them. */
  readonly asked: readonly { readonly query: string; readonly variables: Readonly<Record<string, unknown>> }[];
  /** The page that begins after this number fails. */
  failAfter(number: number): void;
  /** Calls before a page is answered; it may wait. */
  beforePage(call: () => Promise<void>): void;
}

/** What makes a row large. */
const FILLER = "-".repeat(2000);
const TITLES = ["a chair", 'said "no"', "one, two", "line\nend", "=1+1", "서울", " padded ", ""];

/** @param count how many lots there are */
export async function openLotHouse(count: number): Promise<LotHouse> {
  let failing = Infinity;
  let before = async (): Promise<void> => undefined;
  const asked: { query: string; variables: Record<string, unknown> }[] = [];
  const lot = (number: number) => ({
    number,
    title: TITLES[number % TITLES.length],
    note: number % 2 === 0 ? null : "-",
    price: number / 4,
    filler: FILLER,
    isSold: number % 3 === 0,
    tags: number % 2 === 0 ? [] : ["old", 'so-called "art"'],
    seller:
      number % 2 === 0
        ? { __typename: "Person", name: "Ada", age: 36 }
        : { __typename: "Firm", name: "Kim & Co", city: { name: "Seoul", mayor: null } },
    city: number % 5 === 0 ? null : { name: `city ${number % 7}`, mayor: "@SUM(A1)" },
  });
  const page = async ({ first, after }: { first: number; after?: string | null }) => {
    await before();
    if (first > 1000)
      throw new GraphQLError("`first` must be at most 1000.", { extensions: { code: "BAD_USER_INPUT" } });
    const from = after == null ? 0 : Number(after);
    if (from >= failing) throw new GraphQLError("broken", { extensions: { code: "BAD_CURSOR" } });
    const numbers = Array.from({ length: Math.max(0, Math.min(first, count - from)) }, (_, index) => from + index + 1);
    return {
      nodes: numbers.map(lot),
      edges: numbers.map((number) => ({ cursor: String(number), node: lot(number) })),
      pageInfo: { hasNextPage: from + first < count, endCursor: String(numbers.at(-1) ?? from) },
      totalCount: count,
    };
  };
  const cities = [{ name: "Seoul" }, { name: "Busan" }];
  const schema = buildSubgraphSchema({ typeDefs: parse(TYPE_DEFS) });
  const rootValue = {
    lots: page,
    house: ({ name }: { name: string }) => (name === "none" ? null : { name, lots: page, cities }),
    cities,
    endless: { nodes: [], edges: [], pageInfo: { hasNextPage: true, endCursor: null }, totalCount: 0 },
    hello: "hello",
  };
  const answer = async (body: Buffer, response: ServerResponse): Promise<void> => {
    const { query, variables = {} } = JSON.parse(body.toString()) as {
      query: string;
      variables?: Record<string, unknown>;
    };
    asked.push({ query, variables });
    const result = await graphql({ schema, source: query, rootValue, variableValues: variables });
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(result));
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => void answer(Buffer.concat(parts), response));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const { supergraphSdl, errors } = composeServices([{ name: "lots", url, typeDefs: parse(TYPE_DEFS) }]);
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join("\n"));
  return {
    supergraphSdl,
    url,
    asked,
    failAfter: (number) => (failing = number),
    beforePage: (call) => (before = call),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

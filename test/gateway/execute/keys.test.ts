import { describe, expect, it } from "@jest/globals";
import type { Resolvers } from "../../support/subgraph-rig.ts";
import { startGraph } from "./graph-rig.ts";

const products = {
  name: "products",
  typeDefs: `
    type Query { products: [Product] product(id: ID!): Product }
    type Product @key(fields: "id") { id: ID! name: String! }
  `,
  resolvers: {
    Query: {
      products: () => [{ id: "1", name: "one" }, null, { id: "2", name: "two" }, { id: "1", name: "one" }],
      product: (_: unknown, { id }: { id: string }) => ({ id, name: `name of ${id}` }),
    },
    Product: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `name of ${id}` }) },
  } as Resolvers,
};

const reviews = {
  name: "reviews",
  typeDefs: `
    type Product @key(fields: "id") { id: ID! rating(scale: Int = 5): Int reviews: [Review!]! }
    type Review { text: String! }
  `,
  resolvers: {
    Product: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      rating: ({ id }: { id: string }, { scale }: { scale: number }) => Number(id) * scale,
      reviews: ({ id }: { id: string }) => [{ text: `review of ${id}` }],
    },
  } as Resolvers,
};

describe("entities by key", () => {
  it("joins fields of two subgraphs by a simple key, in the order of the query", async () => {
    await using graph = await startGraph([products, reviews]);
    const result = await graph.ask(`{ product(id: "7") { rating name id } }`);
    expect(JSON.stringify(result)).toBe(`{"data":{"product":{"rating":35,"name":"name of 7","id":"7"}}}`);
  });

  it("sends one representation when two list items share an entity, and keeps nulls in their places", async () => {
    await using graph = await startGraph([products, reviews]);
    const { data } = await graph.ask(`{ products { name rating reviews { text } } }`);
    expect(data).toEqual({
      products: [
        { name: "one", rating: 5, reviews: [{ text: "review of 1" }] },
        null,
        { name: "two", rating: 10, reviews: [{ text: "review of 2" }] },
        { name: "one", rating: 5, reviews: [{ text: "review of 1" }] },
      ],
    });
    const [request] = graph.requests.filter(({ subgraph }) => subgraph === "reviews");
    expect(request?.variables["representations"]).toEqual([
      { __typename: "Product", id: "1" },
      { __typename: "Product", id: "2" },
    ]);
  });

  it("joins by a compound key and by a key inside another object", async () => {
    await using graph = await startGraph([
      {
        name: "a",
        typeDefs: `
          type Query { slots: [Slot!]! }
          type Slot @key(fields: "row column") @key(fields: "room { code }") { row: Int! column: Int! room: Room! }
          type Room @shareable { code: String! }
        `,
        resolvers: { Query: { slots: () => [{ row: 1, column: 2, room: { code: "x" } }] } },
      },
      {
        name: "b",
        typeDefs: `type Slot @key(fields: "row column") { row: Int! column: Int! label: String }`,
        resolvers: {
          Slot: {
            __resolveReference: (slot: object) => slot,
            label: ({ row, column }: { row: number; column: number }) => `${row}/${column}`,
          },
        },
      },
      {
        name: "c",
        typeDefs: `
          type Slot @key(fields: "room { code }") { room: Room! keeper: String }
          type Room @shareable { code: String! }
        `,
        resolvers: {
          Slot: {
            __resolveReference: (slot: object) => slot,
            keeper: ({ room }: { room: { code: string } }) => `keeper of ${room.code}`,
          },
        },
      },
    ]);
    expect(await graph.ask(`{ slots { keeper label } }`)).toEqual({
      data: { slots: [{ keeper: "keeper of x", label: "1/2" }] },
    });
  });

  it("goes through a third subgraph where two share no key", async () => {
    await using graph = await startGraph([
      {
        name: "a",
        typeDefs: `type Query { t: T } type T @key(fields: "id") { id: ID! }`,
        resolvers: { Query: { t: () => ({ id: "1" }) } },
      },
      {
        name: "b",
        typeDefs: `type T @key(fields: "id") @key(fields: "code") { id: ID! code: String! }`,
        resolvers: { T: { __resolveReference: ({ id }: { id: string }) => ({ id, code: `c${id}` }) } },
      },
      {
        name: "c",
        typeDefs: `type T @key(fields: "code") { code: String! deep: String }`,
        resolvers: {
          T: {
            __resolveReference: (t: object) => t,
            deep: ({ code }: { code: string }) => `deep ${code}`,
          },
        },
      },
    ]);
    expect(await graph.ask(`{ t { deep } }`)).toEqual({ data: { t: { deep: "deep c1" } } });
    expect(graph.requests.map(({ subgraph }) => subgraph)).toEqual(["a", "b", "c"]);
  });

  it("merges a value type whose fields two subgraphs resolve, in a list", async () => {
    const typeDefs = (own: string): string => `
      type T @key(fields: "id") { id: ID! parts: [Part!]! @shareable }
      type Part @shareable { at: Int! ${own}: String! }
    `;
    const resolvers = (own: string): Resolvers => ({
      Query: { t: () => ({ id: "1" }) },
      T: {
        __resolveReference: (t: object) => t,
        parts: () => [1, 2].map((at) => ({ at, [own]: `${own}${at}` })),
      },
    });
    await using graph = await startGraph([
      { name: "a", typeDefs: `type Query { t: T } ${typeDefs("left")}`, resolvers: resolvers("left") },
      {
        name: "b",
        typeDefs: typeDefs("right"),
        resolvers: { T: resolvers("right")["T"] as unknown },
      },
    ]);
    expect(await graph.ask(`{ t { parts { right left } } }`)).toEqual({
      data: {
        t: {
          parts: [
            { right: "right1", left: "left1" },
            { right: "right2", left: "left2" },
          ],
        },
      },
    });
  });

  it("asks root fields of several subgraphs at once", async () => {
    let under = 0;
    let most = 0;
    await using graph = await startGraph(
      [
        { name: "a", typeDefs: `type Query { a: Int }`, resolvers: { Query: { a: () => 1 } } },
        { name: "b", typeDefs: `type Query { b: Int }`, resolvers: { Query: { b: () => 2 } } },
      ],
      {
        fetchSubgraph: (next) => async (request, signal) => {
          most = Math.max(most, ++under);
          const response = await next(request, signal);
          under--;
          return response;
        },
      },
    );
    expect(await graph.ask(`{ second: b first: a }`)).toEqual({ data: { second: 2, first: 1 } });
    expect(most).toBe(2);
  });

  it("uses a key that clients cannot see", async () => {
    await using graph = await startGraph([
      {
        name: "a",
        typeDefs: `type Query { t: T } type T @key(fields: "secret") { secret: ID! @inaccessible shown: Int }`,
        resolvers: { Query: { t: () => ({ secret: "s", shown: 1 }) } },
      },
      {
        name: "b",
        typeDefs: `type T @key(fields: "secret") { secret: ID! @inaccessible more: String }`,
        resolvers: { T: { __resolveReference: ({ secret }: { secret: string }) => ({ more: `more of ${secret}` }) } },
      },
    ]);
    expect(await graph.ask(`{ t { more } }`)).toEqual({ data: { t: { more: "more of s" } } });
  });
});

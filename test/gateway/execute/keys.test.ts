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
});

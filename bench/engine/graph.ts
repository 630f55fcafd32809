/** The subgraphs of the engine's benchmark, and the supergraph over them. */

import { composeServices } from "@apollo/composition";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type GraphQLSchema, parse } from "graphql";
import { products, reviews, shippingEstimate, users } from "./catalogue.ts";

/** The names of the subgraphs. */
export const SUBGRAPH_NAMES = ["users", "products", "reviews", "inventory"] as const;

export type SubgraphName = (typeof SUBGRAPH_NAMES)[number];

interface Subgraph {
  readonly typeDefs: string;
  readonly resolvers: Parameters<typeof buildSubgraphSchema>[0] extends infer Modules
    ? Modules extends { readonly resolvers?: infer Resolvers }
      ? Resolvers
      : never
    : never;
}

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@provides", "@external", "@shareable"])\n`;

const SUBGRAPHS: Readonly<Record<SubgraphName, Subgraph>> = {
  users: {
    typeDefs: `
      type Query { me: User user(id: ID!): User users: [User] }
      type User @key(fields: "id") { id: ID! name: String username: String @shareable birthYear: Int }`,
    resolvers: {
      Query: {
        me: () => users[0],
        user: (_: unknown, { id }: { id: string }) => users.find((user) => user.id === id),
        users: () => users,
      },
      User: { __resolveReference: ({ id }: { id: string }) => users.find((user) => user.id === id) },
    },
  },
  products: {
    typeDefs: `
      type Query { topProducts(first: Int = 5): [Product] }
      type Product @key(fields: "upc") { upc: String! name: String price: Int weightGrams: Int }`,
    resolvers: {
      Query: { topProducts: (_: unknown, { first }: { first: number }) => products.slice(0, first) },
      Product: { __resolveReference: ({ upc }: { upc: string }) => products[Number(upc) - 1] },
    },
  },
  reviews: {
    typeDefs: `
      type Review @key(fields: "id") { id: ID! body: String product: Product author: User @provides(fields: "username") }
      type User @key(fields: "id") { id: ID! username: String @external reviews: [Review] }
      type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
    resolvers: {
      Review: {
        product: ({ productUpc }: { productUpc: string }) => ({ upc: productUpc }),
        author: ({ authorId }: { authorId: string }) => users.find(({ id }) => id === authorId),
      },
      User: { reviews: ({ id }: { id: string }) => reviews.filter(({ authorId }) => authorId === id) },
      Product: { reviews: ({ upc }: { upc: string }) => reviews.filter(({ productUpc }) => productUpc === upc) },
    },
  },
  inventory: {
    typeDefs: `
      type Product @key(fields: "upc") {
        upc: String! price: Int @external weightGrams: Int @external
        inStock: Boolean shippingEstimate: Int @requires(fields: "price weightGrams")
      }`,
    resolvers: {
      Product: {
        __resolveReference: (reference: { upc: string }) => ({ ...products[Number(reference.upc) - 1], ...reference }),
        shippingEstimate: ({ price, weightGrams }: { price: number; weightGrams: number }) =>
          shippingEstimate(price, weightGrams),
      },
    },
  },
};

/** The schema that a subgraph runs. */
export function subgraphSchema(name: SubgraphName): GraphQLSchema {
  const { typeDefs, resolvers } = SUBGRAPHS[name];
  return buildSubgraphSchema({ typeDefs: parse(LINK + typeDefs), resolvers: resolvers ?? {} });
}

/** The supergraph's SDL. @param urls where each subgraph is. @throws Error when it does not compose */
export function composeBenchSupergraph(urls: Readonly<Record<SubgraphName, string>>): string {
  const services = SUBGRAPH_NAMES.map((name) => ({
    name,
    url: urls[name],
    typeDefs: parse(LINK + SUBGRAPHS[name].typeDefs),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(`the supergraph does not compose: ${String(errors)}`);
  return supergraphSdl;
}

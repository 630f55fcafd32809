import { type ConformanceGraph, describeGraph } from "./conformance.ts";
import { asGiven } from "./references.ts";
import type { SubgraphDefinition } from "../../support/subgraph-rig.ts";

interface WithUpc {
  readonly upc: string;
}

const PRODUCTS = {
  "1": { upc: "1", name: "table", weight: 100, size: { width: 2, depth: 3 } },
  "2": { upc: "2", name: "chair", weight: 50, size: { width: 1, depth: 1 } },
};

const subgraphs: readonly SubgraphDefinition[] = [
  {
    name: "products",
    federation: 1,
    typeDefs: `
      extend type Query { product(upc: String!): Product top: [Product] }
      type Product @key(fields: "upc") { upc: String! name: String weight: Int size: Size }
      type Size { width: Int depth: Int }
      interface Named { name: String }
      type Brand implements Named { name: String }
    `,
    resolvers: {
      Query: {
        product: (_: unknown, { upc }: { upc: keyof typeof PRODUCTS }) => PRODUCTS[upc],
        top: () => [PRODUCTS["1"], null, PRODUCTS["2"]],
      },
      Product: { __resolveReference: ({ upc }: { upc: keyof typeof PRODUCTS }) => PRODUCTS[upc] },
    },
  },
  {
    name: "reviews",
    federation: 1,
    typeDefs: `
      type Review @key(fields: "id") { id: ID! text: String product: Product @provides(fields: "name") size: Size }
      extend type Product @key(fields: "upc") { upc: String! @external name: String @external reviews: [Review] }
      type Size { width: Int depth: Int }
      extend type Query { latest: Review }
    `,
    resolvers: {
      Query: {
        latest: () => ({ id: "r9", text: "fine", product: { upc: "1", name: "table" }, size: { width: 5, depth: 6 } }),
      },
      Product: {
        __resolveReference: asGiven,
        reviews: ({ upc }: WithUpc) => [{ id: `r${upc}`, text: `good ${upc}`, product: { upc, name: "provided" } }],
      },
    },
  },
  {
    name: "inventory",
    federation: 1,
    typeDefs: `
      extend type Product @key(fields: "upc") {
        upc: String! @external weight: Int @external size: Size @external
        inStock: Boolean
        shipping: Int @requires(fields: "weight")
      }
      type Size { width: Int depth: Int }
    `,
    resolvers: {
      Product: {
        __resolveReference: asGiven,
        inStock: ({ upc }: WithUpc) => upc === "1",
        shipping: ({ weight }: { weight: number }) => weight * 2,
      },
    },
  },
];

/** What the composition of Federation 1 makes of them: no word of which subgraph knows a value type. */
const SUPERGRAPH = `
  schema
    @core(feature: "https://specs.apollo.dev/core/v0.2"),
    @core(feature: "https://specs.apollo.dev/join/v0.1", for: EXECUTION)
  { query: Query }

  directive @core(as: String, feature: String!, for: core__Purpose) repeatable on SCHEMA
  directive @join__field(graph: join__Graph, provides: join__FieldSet, requires: join__FieldSet) on FIELD_DEFINITION
  directive @join__graph(name: String!, url: String!) on ENUM_VALUE
  directive @join__owner(graph: join__Graph!) on INTERFACE | OBJECT
  directive @join__type(graph: join__Graph!, key: join__FieldSet) repeatable on INTERFACE | OBJECT

  enum core__Purpose { EXECUTION SECURITY }
  scalar join__FieldSet
  enum join__Graph {
    INVENTORY @join__graph(name: "inventory" url: "http://127.0.0.1:1/graphql")
    PRODUCTS @join__graph(name: "products" url: "http://127.0.0.1:1/graphql")
    REVIEWS @join__graph(name: "reviews" url: "http://127.0.0.1:1/graphql")
  }

  type Query {
    product(upc: String!): Product @join__field(graph: PRODUCTS)
    top: [Product] @join__field(graph: PRODUCTS)
    latest: Review @join__field(graph: REVIEWS)
  }
  type Product
    @join__owner(graph: PRODUCTS)
    @join__type(graph: PRODUCTS, key: "upc")
    @join__type(graph: INVENTORY, key: "upc")
    @join__type(graph: REVIEWS, key: "upc")
  {
    upc: String! @join__field(graph: PRODUCTS)
    name: String @join__field(graph: PRODUCTS)
    weight: Int @join__field(graph: PRODUCTS)
    size: Size @join__field(graph: PRODUCTS)
    inStock: Boolean @join__field(graph: INVENTORY)
    shipping: Int @join__field(graph: INVENTORY, requires: "weight")
    reviews: [Review] @join__field(graph: REVIEWS)
  }
  type Review @join__owner(graph: REVIEWS) @join__type(graph: REVIEWS, key: "id") {
    id: ID! @join__field(graph: REVIEWS)
    text: String @join__field(graph: REVIEWS)
    product: Product @join__field(graph: REVIEWS, provides: "name")
    size: Size @join__field(graph: REVIEWS)
  }
  type Size { width: Int depth: Int }
  interface Named { name: String }
  type Brand implements Named { name: String }
`;

async function expectJoined(graph: ConformanceGraph): Promise<void> {
  await graph.answers(`{ top { name inStock reviews { text } } }`, {
    top: [
      { name: "table", inStock: true, reviews: [{ text: "good 1" }] },
      null,
      { name: "chair", inStock: false, reviews: [{ text: "good 2" }] },
    ],
  });
  graph.askedAtMost({ products: 1, inventory: 1, reviews: 1 });
}

async function expectRequiredAndProvided(graph: ConformanceGraph): Promise<void> {
  await graph.answers(`{ product(upc: "2") { shipping reviews { product { name upc } } } }`, {
    product: { shipping: 100, reviews: [{ product: { name: "provided", upc: "2" } }] },
  });
  graph.askedAtMost({ products: 1, inventory: 1, reviews: 1 });
}

async function expectValueTypes(graph: ConformanceGraph): Promise<void> {
  await graph.answers(`{ latest { size { depth __typename width } product { size { width } weight } } }`, {
    latest: { size: { depth: 6, __typename: "Size", width: 5 }, product: { size: { width: 2 }, weight: 100 } },
  });
  graph.askedAtMost({ products: 1, reviews: 1 });
}

describeGraph("subgraphs of Federation 1, composed as Federation 2", subgraphs, (item) => {
  item("C19.1", "joins what `extend type` adds", expectJoined);
  item("C19.2", "requires and provides", expectRequiredAndProvided);
  item("C19.3", "answers value types that several subgraphs have without a word of sharing", expectValueTypes);
});

describeGraph(
  "a supergraph that Federation 1 composed",
  subgraphs,
  (item) => {
    item("C19.4", "joins what `extend type` added", expectJoined);
    item("C19.5", "requires and provides by what the supergraph says of it", expectRequiredAndProvided);
    item("C19.6", "answers value types of which it does not say who knows them", expectValueTypes);
  },
  { supergraphSdl: SUPERGRAPH },
);

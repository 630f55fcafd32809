import { expect } from "@jest/globals";
import { describeGraph } from "./conformance.ts";
import { asGiven } from "./references.ts";

/** Writes what a subgraph got of an input: names in order, no type names that the input's own type makes superfluous. */
function write(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    const fields = Object.entries(inner).filter(([, field]) => field !== "Size" && field !== "Box");
    return Object.fromEntries(fields.sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

const FAILING = "broken";

describeGraph(
  "required objects",
  [
    {
      name: "a",
      typeDefs: `
        type Query { box(id: ID!): Box }
        type Box @key(fields: "id") {
          id: ID! weight: Int size: Size tags: [String] matrix: [[Int]] shapes: [Shape] content: Content inner: Box
        }
        type Size { width: Int height: Int }
        interface Shape { area: Int }
        type Circle implements Shape { area: Int radius: Int }
        type Square implements Shape { area: Int side: Int }
        union Content = Circle | Square
      `,
      resolvers: {
        Query: { box: (_: unknown, { id }: { id: keyof typeof boxes }) => ({ id, ...boxes[id] }) },
        Box: {
          weight: ({ weight }: { weight: unknown }) => {
            if (weight === FAILING) throw new Error("no scales");
            return weight;
          },
        },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Box @key(fields: "id") {
          id: ID!
          weight: Int @external size: Size @external tags: [String] @external matrix: [[Int]] @external
          shapes: [Shape] @external content: Content @external inner: Box @external
          shipping: String @requires(fields: "weight size { width }")
          lists: String @requires(fields: "tags matrix")
          radii: String @requires(fields: "shapes { ... on Circle { radius } }")
          areas: String @requires(fields: "shapes { area }")
          round: String @requires(fields: "content { ... on Circle { radius } }")
          mixed: String @requires(fields: "shapes { ... on Shape { area ... on Circle { radius } } }")
          nested: String @requires(fields: "inner { weight size { width } }")
        }
        type Size @external { width: Int }
        interface Shape { area: Int }
        type Circle implements Shape { area: Int @external radius: Int @external }
        type Square implements Shape { area: Int @external }
        union Content = Circle | Square
      `,
      resolvers: {
        Box: {
          __resolveReference: asGiven,
          shipping: ({ weight, size }: Record<string, unknown>) => write({ weight, size }),
          lists: ({ tags, matrix }: Record<string, unknown>) => write({ tags, matrix }),
          radii: ({ shapes }: Record<string, unknown>) => write(shapes),
          areas: ({ shapes }: { shapes: ({ area: unknown } | null)[] }) => write(shapes.map((one) => one && one.area)),
          mixed: ({ shapes }: Record<string, unknown>) => write(shapes),
          round: ({ content }: Record<string, unknown>) => write(content),
          nested: ({ inner }: Record<string, unknown>) => write(inner),
        },
      },
    },
  ],
  (item) => {
    item("C05.1", "sends fields inside a required object, and shows none of them to the client", async (graph) => {
      await graph.answers(`{ box(id: "full") { shipping } }`, {
        box: { shipping: `{"size":{"width":2},"weight":5}` },
      });
    });

    item("C05.2", "sends nulls, of a field, of an object, and inside an object", async (graph) => {
      await graph.answers(`{ box(id: "empty") { shipping } }`, { box: { shipping: `{"size":null,"weight":null}` } });
      await graph.answers(`{ box(id: "hollow") { shipping } }`, {
        box: { shipping: `{"size":{"width":null},"weight":0}` },
      });
    });

    item("C05.3", "sends lists and lists of lists with their nulls, and null lists", async (graph) => {
      await graph.answers(`{ box(id: "full") { lists } }`, {
        box: { lists: `{"matrix":[[1,null],null,[]],"tags":["x",null,"y"]}` },
      });
      await graph.answers(`{ box(id: "empty") { lists } }`, { box: { lists: `{"matrix":null,"tags":null}` } });
    });

    item(
      "C05.4",
      "keeps objects without a fragment for their type in their places, with __typename",
      async (graph) => {
        await graph.answers(`{ box(id: "full") { radii } }`, {
          box: { radii: `[{"__typename":"Square"},null,{"__typename":"Circle","radius":2}]` },
        });
      },
      { apollo: "objects in an input are sent without the `__typename` that tells what they are" },
    );

    item("C05.5", "sends a field of an interface, of whatever type", async (graph) => {
      await graph.answers(`{ box(id: "full") { areas } }`, { box: { areas: `[9,null,12]` } });
    });

    item(
      "C05.6",
      "sends a union's member, with its __typename even where no fragment is for it",
      async (graph) => {
        await graph.answers(`{ round: box(id: "full") { round } square: box(id: "hollow") { round } }`, {
          round: { round: `{"__typename":"Circle","radius":3}` },
          square: { round: `{"__typename":"Square"}` },
        });
        await graph.answers(`{ box(id: "empty") { round } }`, { box: { round: "null" } });
      },
      { apollo: "objects in an input are sent without the `__typename` that tells what they are" },
    );

    item(
      "C05.10",
      "sends what fragments within fragments select, as each of two fields needs it",
      async (graph) => {
        const area = JSON.stringify([
          { __typename: "Square", area: 9 },
          null,
          { __typename: "Circle", area: 12, radius: 2 },
        ]);
        await graph.answers(`{ box(id: "full") { mixed areas } }`, { box: { mixed: area, areas: "[9,null,12]" } });
      },
      { apollo: "objects in an input are sent without the `__typename` that tells what they are" },
    );

    item("C05.7", "sends objects inside objects, null at either level", async (graph) => {
      await graph.answers(`{ full: box(id: "full") { nested } hollow: box(id: "hollow") { nested } }`, {
        full: { nested: `{"size":{"width":7},"weight":1}` },
        hollow: { nested: `null` },
      });
    });

    item(
      "C05.8",
      "sends null for an input that failed, and tells of the error",
      async (graph) => {
        const { data, errors } = await graph.ask(`{ box(id: "failing") { shipping } }`);
        expect(data).toEqual({ box: { shipping: `{"size":{"width":1},"weight":null}` } });
        // The field that failed is none of the response's; the nearest place that is may stand for it, or the field that needed it.
        expect(errors.map((error) => error.replace(".shipping", ""))).toEqual(["SUBGRAPH_FAILED box"]);
      },
      { apollo: "the path names the input, which the client did not select" },
    );
  },
);

const boxes = {
  full: {
    weight: 5,
    size: { width: 2, height: 9 },
    tags: ["x", null, "y"],
    matrix: [[1, null], null, []],
    shapes: [{ __typename: "Square", side: 3, area: 9 }, null, { __typename: "Circle", radius: 2, area: 12 }],
    content: { __typename: "Circle", radius: 3 },
    inner: { weight: 1, size: { width: 7 } },
  },
  hollow: { weight: 0, size: { width: null }, content: { __typename: "Square", side: 1 } },
  empty: {},
  failing: { weight: FAILING, size: { width: 1 } },
};

describeGraph(
  "an input that is never received",
  [
    {
      name: "a",
      typeDefs: `type Query { t: T } type T @key(fields: "id") { id: ID! }`,
      resolvers: { Query: { t: () => ({ id: "1" }) } },
    },
    {
      name: "b",
      typeDefs: `type T @key(fields: "id") { id: ID! input: Int }`,
      respond: () => ({ data: null, errors: [{ message: "down" }] }),
    },
    {
      name: "c",
      typeDefs: `type T @key(fields: "id") { id: ID! input: Int @external output: Int @requires(fields: "input") }`,
      resolvers: { T: { __resolveReference: asGiven, output: () => 1 } },
    },
  ],
  (item) => {
    item(
      "C05.9",
      "leaves the field null with one error, and does not ask for it",
      async (graph) => {
        await graph.answers(
          `{ t { id output } }`,
          { t: { id: "1", output: null } },
          { nulls: ["SUBGRAPH_FAILED t.output"] },
        );
        expect(graph.asked()).toEqual({ a: 1, b: 1 });
      },
      { apollo: "the error has no path" },
    );
  },
);

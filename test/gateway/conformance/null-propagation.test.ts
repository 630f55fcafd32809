import { expect } from "@jest/globals";
import { buildSchema, graphql } from "graphql";
import { type ConformanceGraph, describeGraph } from "./conformance.ts";

const SILENT = "no error tells of the null";

const SDL = `
  type Query { a: A strict: A! list: [A!] lists: [[Int!]!] matrix: [[Int!]] items: [A] }
  type A { id: ID! maybe: Int must: Int! child: A children: [A] firm: A! all: [A!]! }
`;

/** What the subgraph has: it sends nulls as they are, wherever they stand, without an error. */
let data: Readonly<Record<string, unknown>> = {};

const full = { id: "1", maybe: 1, must: 2 };

/** Expects what a server that has the data itself answers (graphql-js, by the GraphQL specification, section 6.4.4). */
async function expectAsMonolith(
  graph: ConformanceGraph,
  query: string,
  rootValue: Readonly<Record<string, unknown>>,
): Promise<void> {
  data = rootValue;
  const expected = await graphql({ schema: buildSchema(SDL), source: query, rootValue });
  await graph.answers(query, expected.data, {
    errors: (expected.errors ?? []).map(({ path = [] }) => `SUBGRAPH_FAILED ${path.join(".")}`),
  });
}

describeGraph(
  "nulls that the schema does not allow",
  [
    {
      name: "a",
      typeDefs: SDL,
      served: SDL.replaceAll("!", ""),
      resolvers: {
        Query: Object.fromEntries(
          ["a", "strict", "list", "lists", "matrix", "items"].map((field) => [field, () => data[field]]),
        ),
      },
    },
  ],
  (item) => {
    item("C23.1", "leaves a null that is allowed", async (graph) => {
      await expectAsMonolith(graph, `{ a { maybe must child { must } } }`, { a: { ...full, maybe: null } });
    });

    item(
      "C23.2",
      "nulls the object of a field that has to be",
      async (graph) => {
        await expectAsMonolith(graph, `{ a { maybe must } items { must } }`, {
          a: { ...full, must: null },
          items: [full],
        });
      },
      { apollo: SILENT },
    );

    item(
      "C23.3",
      "goes up through objects that have to be",
      async (graph) => {
        await expectAsMonolith(graph, `{ a { firm { firm { must } } } }`, { a: { firm: { firm: { must: null } } } });
      },
      { apollo: SILENT },
    );

    item(
      "C23.4",
      "goes up to the root",
      async (graph) => {
        await expectAsMonolith(graph, `{ strict { must } a { maybe } }`, { strict: { must: null }, a: full });
        await expectAsMonolith(graph, `{ strict { must } }`, { strict: null });
      },
      { apollo: SILENT },
    );

    item(
      "C23.5",
      "nulls a list of which an item has to be",
      async (graph) => {
        await expectAsMonolith(graph, `{ list { must } }`, { list: [full, null, full] });
        await expectAsMonolith(graph, `{ list { must } }`, { list: [full, { must: null }, full] });
      },
      { apollo: SILENT },
    );

    item(
      "C23.6",
      "nulls an item that may be null, and leaves its neighbours",
      async (graph) => {
        await expectAsMonolith(graph, `{ a { children { must } } items { id must } }`, {
          a: { children: [full, { must: null }, null] },
          items: [{ ...full, must: null }, full, { ...full, must: null }],
        });
      },
      { apollo: SILENT },
    );

    item(
      "C23.7",
      "treats lists in lists alike",
      async (graph) => {
        await expectAsMonolith(graph, `{ lists matrix }`, { lists: [[1], [2, null]], matrix: [[1], [2, null], null] });
      },
      { apollo: SILENT },
    );

    item(
      "C23.8",
      "nulls the object of a list that has to be",
      async (graph) => {
        await expectAsMonolith(graph, `{ a { maybe all { must } } }`, { a: { maybe: 1, all: null } });
        await expectAsMonolith(graph, `{ a { all { must } } }`, { a: { all: [null] } });
      },
      { apollo: SILENT },
    );

    item(
      "C23.9",
      "goes up through lists and objects together",
      async (graph) => {
        await expectAsMonolith(graph, `{ a { child { firm { all { firm { must } } } } } }`, {
          a: { child: { firm: { all: [{ firm: { must: null } }] } } },
        });
      },
      { apollo: SILENT },
    );

    item(
      "C23.10",
      "nulls under the name whose selection has the null, and under no other",
      async (graph) => {
        await expectAsMonolith(graph, `{ one: a { must } two: a { maybe } three: a { x: id y: must } }`, {
          a: { ...full, must: null },
        });
      },
      { apollo: SILENT },
    );

    item(
      "C23.11",
      "nulls what two selections of one field make together",
      async (graph) => {
        await expectAsMonolith(graph, `{ a { firm { maybe } } a { ... on A { firm { must } } } }`, {
          a: { firm: { maybe: 1, must: null } },
        });
      },
      { apollo: SILENT },
    );
  },
);

/** The value of every field of the second graph. */
let value: unknown;

const LEAVES = ["int", "float", "text", "flag", "id", "colour", "json", "ints"];

describeGraph(
  "leaf values",
  [
    {
      name: "a",
      typeDefs: `
        scalar JSON
        enum Colour { RED BLUE }
        type Query { int: Int float: Float text: String flag: Boolean id: ID colour: Colour json: JSON ints: [Int] must: Int! }
      `,
      served: `scalar JSON type Query { ${[...LEAVES, "must"].map((leaf) => `${leaf}: JSON`).join(" ")} }`,
      resolvers: { Query: Object.fromEntries([...LEAVES, "must"].map((leaf) => [leaf, () => value])) },
    },
  ],
  (item) => {
    const expectPassed = async (graph: ConformanceGraph, field: string, sent: unknown, seen = sent): Promise<void> => {
      value = sent;
      await graph.answers(`{ ${field} }`, { [field]: seen });
    };
    const expectNulled = async (graph: ConformanceGraph, field: string, sent: unknown): Promise<void> => {
      value = sent;
      await graph.answers(`{ ${field} }`, { [field]: null }, { errors: [`SUBGRAPH_FAILED ${field}`] });
    };

    item("C23.12", "passes what fits its type", async (graph) => {
      for (const [field, sent] of [
        ["int", 7],
        ["int", -2_147_483_648],
        ["float", 1.5],
        ["float", 3],
        ["float", 1e300],
        ["text", 'a "text"\n\u0000\u{1F600}'],
        ["text", ""],
        ["flag", false],
        ["id", "x"],
        ["colour", "RED"],
        ["json", { deep: [1, { __typename: 3, constructor: null }] }],
        ["json", "x"],
        ["ints", [1, null]],
      ] as const) {
        await expectPassed(graph, field, sent);
      }
    });

    item("C23.19", "passes text of every kind of character, and long text, in JSON that is valid", async (graph) => {
      const lone = "a\ud800b\udc00";
      for (const sent of ['\u0000\u001f\u007f\u2028\u2029\ufeff"\\/', "한글 \u{1F600}é", lone, 'x"é'.repeat(100_000)]) {
        await expectPassed(graph, "text", sent);
        await expectPassed(graph, "json", { [sent.slice(0, 10)]: sent });
      }
    });

    item(
      "C23.13",
      "writes an ID that comes as a number as text",
      async (graph) => {
        await expectPassed(graph, "id", 42, "42");
      },
      { apollo: "the number is passed on as a number" },
    );

    item(
      "C23.14",
      "nulls numbers that are none of their type, with an error",
      async (graph) => {
        for (const sent of [1.5, 2 ** 31, "1", true, {}, [1]]) await expectNulled(graph, "int", sent);
        for (const sent of ["1.5", false, []]) await expectNulled(graph, "float", sent);
      },
      { apollo: SILENT },
    );

    item(
      "C23.15",
      "nulls texts, flags and ids that are none, with an error",
      async (graph) => {
        for (const sent of [1, true, {}, ["x"]]) await expectNulled(graph, "text", sent);
        for (const sent of [0, "true", {}]) await expectNulled(graph, "flag", sent);
        for (const sent of [true, 1.5, {}]) await expectNulled(graph, "id", sent);
      },
      { apollo: SILENT },
    );

    item(
      "C23.16",
      "nulls enum values that the schema does not have, with an error",
      async (graph) => {
        for (const sent of ["GREEN", "red", 0, "", "__proto__", "constructor"])
          await expectNulled(graph, "colour", sent);
      },
      { apollo: SILENT },
    );

    item(
      "C23.17",
      "nulls an item, or a list, that is none, with its path",
      async (graph) => {
        value = [1, "2", 3];
        await graph.answers(`{ ints }`, { ints: [1, null, 3] }, { errors: ["SUBGRAPH_FAILED ints.1"] });
        for (const sent of [1, "1", { 0: 1 }]) await expectNulled(graph, "ints", sent);
      },
      { apollo: SILENT },
    );

    item(
      "C23.18",
      "nulls all where a value that has to be is none",
      async (graph) => {
        value = "x";
        await graph.answers(`{ must json }`, null, { errors: ["SUBGRAPH_FAILED must"] });
        expect(graph.asked()).toEqual({ a: 1 });
      },
      { apollo: SILENT },
    );
  },
);

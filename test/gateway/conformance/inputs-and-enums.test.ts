import { expect } from "@jest/globals";
import { describeGraph } from "./conformance.ts";
import { asGiven } from "./references.ts";

/** Writes arguments as they reached the resolver, names in order. */
const echo = (_: unknown, args: Readonly<Record<string, unknown>>): string => JSON.stringify(inOrder(args));

function inOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, inOrder(inner)]));
}

describeGraph(
  "enums and inputs that differ between subgraphs",
  [
    {
      name: "a",
      typeDefs: `
        type Query { t: T paint(colour: Colour, at: Spot): String shade: Shade }
        type T @key(fields: "id") { id: ID! }
        enum Colour { RED BLUE }
        enum Shade { LIGHT }
        input Spot { x: Int = 1 y: Int }
      `,
      resolvers: { Query: { t: () => ({ id: "1" }), paint: echo, shade: () => "LIGHT" } },
    },
    {
      name: "b",
      typeDefs: `
        type Query { draw(colour: Colour, at: Spot): String }
        type T @key(fields: "id") { id: ID! shade: Shade shades: [Shade] }
        enum Colour { RED GREEN }
        enum Shade { DARK }
        input Spot { x: Int = 1 z: Int }
      `,
      resolvers: {
        Query: { draw: echo },
        T: { __resolveReference: asGiven, shade: () => "DARK", shades: () => ["DARK", null] },
      },
    },
  ],
  (item) => {
    item("C15.7", "answers enum values that only one of the subgraphs knows", async (graph) => {
      await graph.answers(`{ shade t { shade shades } }`, {
        shade: "LIGHT",
        t: { shade: "DARK", shades: ["DARK", null] },
      });
    });

    item("C15.8", "takes the enum values and input fields that all know, by literal and by variable", async (graph) => {
      const query = `query ($c: Colour, $at: Spot) { paint(colour: RED, at: { x: 2 }) draw(colour: $c, at: $at) }`;
      await graph.answers(
        query,
        { paint: `{"at":{"x":2},"colour":"RED"}`, draw: `{"at":{"x":3},"colour":"RED"}` },
        { variables: { c: "RED", at: { x: 3 } } },
      );
    });

    item("C15.9", "refuses the enum values and input fields that some do not know", async (graph) => {
      for (const args of ["colour: GREEN", "colour: BLUE", "at: { y: 1 }", "at: { z: 1 }"]) {
        const { status, data, errors } = await graph.ask(`{ paint(${args}) }`);
        expect([status, data, errors]).toEqual([400, undefined, ["GRAPHQL_VALIDATION_FAILED"]]);
      }
      const { errors } = await graph.ask(`query ($c: Colour) { draw(colour: $c) }`, { c: "GREEN" });
      expect(errors).toEqual(["BAD_USER_INPUT"]);
      expect(graph.asked()).toEqual({});
    });
  },
);

describeGraph(
  "values that clients send",
  [
    {
      name: "a",
      typeDefs: `
        scalar JSON
        enum Mood { HAPPY SAD }
        input Filter { ids: [ID!] range: Range = { from: 1 } mood: Mood = SAD raw: JSON must: Int! = 7 }
        input Range { from: Int to: Int = 9 }
        type Query {
          numbers(int: Int, float: Float, list: [Int], matrix: [[Int!]]): String
          texts(text: String = "unset", id: ID, flag: Boolean): String
          filtered(filter: Filter): String
          json(raw: JSON): JSON
          t: T
        }
        type T @key(fields: "id") { id: ID! }
      `,
      resolvers: {
        Query: {
          numbers: echo,
          texts: echo,
          filtered: echo,
          json: (_: unknown, { raw }: { raw: unknown }) => raw,
          t: () => ({ id: "1" }),
        },
      },
    },
    {
      name: "b",
      typeDefs: `type T @key(fields: "id") { id: ID! far(list: [Int] = [1, 2], text: String = "unset"): String }`,
      resolvers: { T: { __resolveReference: asGiven, far: echo } },
    },
  ],
  (item) => {
    item("C22.1", "makes a list of a single value, in literals and in variables", async (graph) => {
      const query = `query ($l: [Int], $m: [[Int!]]) { a: numbers(list: 5, matrix: 6) b: numbers(list: $l, matrix: $m) }`;
      const data = { a: `{"list":[5],"matrix":[[6]]}`, b: `{"list":[7],"matrix":[[8]]}` };
      await graph.answers(query, data, { variables: { l: 7, m: 8 } });
    });

    item("C22.2", "tells null from absent, and an absent variable from its default", async (graph) => {
      const query = `query ($t: String, $u: String = "default") {
        a: texts b: texts(text: null) c: texts(text: $t) d: texts(text: $u) t { a: far b: far(text: $t, list: null) c: far(text: $u) }
      }`;
      await graph.answers(query, {
        a: `{"text":"unset"}`,
        b: `{"text":null}`,
        c: `{"text":"unset"}`,
        d: `{"text":"default"}`,
        t: {
          a: `{"list":[1,2],"text":"unset"}`,
          b: `{"list":null,"text":"unset"}`,
          c: `{"list":[1,2],"text":"default"}`,
        },
      });
      await graph.answers(
        `query ($t: String, $u: String = "default") { c: texts(text: $t) d: texts(text: $u) }`,
        { c: `{"text":null}`, d: `{"text":null}` },
        { variables: { t: null, u: null } },
      );
    });

    item("C22.3", "lets a list item be a variable that is absent, which is null", async (graph) => {
      await graph.answers(`query ($i: Int) { numbers(list: [1, $i]) }`, { numbers: `{"list":[1,null]}` });
      await graph.answers(
        `query ($i: Int) { numbers(list: [1, $i]) }`,
        { numbers: `{"list":[1,2]}` },
        { variables: { i: 2 } },
      );
    });

    item("C22.4", "fills in the defaults of input fields, at every level", async (graph) => {
      const query = `query ($f: Filter, $r: Range, $m: Mood) {
        a: filtered b: filtered(filter: {}) c: filtered(filter: { range: { from: 2 }, mood: $m }) d: filtered(filter: { range: $r }) e: filtered(filter: $f)
      }`;
      const defaults = { mood: "SAD", must: 7, range: { from: 1, to: 9 } };
      await graph.answers(
        query,
        {
          a: "{}",
          b: JSON.stringify({ filter: defaults }),
          c: JSON.stringify({ filter: { ...defaults, range: { from: 2, to: 9 } } }),
          d: JSON.stringify({ filter: { ...defaults, range: { to: null } } }),
          e: JSON.stringify({ filter: { ids: ["1", "2"], mood: null, must: 7, range: { from: 1, to: 9 } } }),
        },
        { variables: { f: { ids: [1, "2"], mood: null }, r: { to: null } } },
      );
    });

    item("C22.5", "takes numbers, texts, enums as their types allow", async (graph) => {
      const query = `query ($i: Int, $f: Float, $id: ID, $s: String) {
        numbers(int: $i, float: $f) a: texts(id: $id, text: $s, flag: true) b: texts(id: 7) c: numbers(float: 3)
      }`;
      await graph.answers(
        query,
        {
          numbers: `{"float":4,"int":-2147483648}`,
          a: JSON.stringify({ flag: true, id: "12", text: 'ü "\\\n\u{1F600}' }),
          b: `{"id":"7","text":"unset"}`,
          c: `{"float":3}`,
        },
        { variables: { i: -2_147_483_648, f: 4, id: 12, s: 'ü "\\\n\u{1F600}' } },
      );
    });

    item("C22.6", "passes values of custom scalars through, either way", async (graph) => {
      const query = `query ($j: JSON, $k: Int) {
        a: json(raw: $j) b: json(raw: { a: [1, 2.5, "x", true, null, ENUM], k: $k, __proto__: { x: 1 } }) c: json(raw: null) d: json e: json(raw: 5)
      }`;
      const j = JSON.parse(`{"__typename":3,"__proto__":[{"id":"x"}],"constructor":null}`) as unknown;
      await graph.answers(
        query,
        {
          a: j,
          b: JSON.parse(`{"a":[1,2.5,"x",true,null,"ENUM"],"k":6,"__proto__":{"x":1}}`) as unknown,
          c: null,
          d: null,
          e: 5,
        },
        { variables: { j, k: 6 } },
      );
    });

    item("C22.7", "refuses literals that do not fit, before it asks anybody", async (graph) => {
      for (const field of [
        `numbers(int: 1.5)`,
        `numbers(int: 2147483648)`,
        `numbers(list: [1, "x"])`,
        `texts(text: 1)`,
        `texts(flag: "true")`,
        `filtered(filter: { must: null })`,
        `filtered(filter: { mood: "SAD" })`,
        `filtered(filter: { unknown: 1 })`,
      ]) {
        const { status, data, errors } = await graph.ask(`{ ${field} }`);
        expect([field, status, data, errors]).toEqual([field, 400, undefined, ["GRAPHQL_VALIDATION_FAILED"]]);
      }
      expect(graph.asked()).toEqual({});
    });

    item("C22.8", "refuses variables that do not fit, before it asks anybody", async (graph) => {
      const query = `query ($i: Int, $l: [[Int!]], $f: Filter, $b: Boolean) {
        numbers(int: $i, matrix: $l) filtered(filter: $f) texts(flag: $b)
      }`;
      for (const variables of [
        { i: 1.5 },
        { i: "1" },
        { l: [[null]] },
        { f: { must: null } },
        { f: { mood: "ANGRY" } },
        { f: { unknown: 1 } },
        { b: "true" },
      ]) {
        const { status, data, errors } = await graph.ask(query, variables);
        expect([variables, status, data, errors]).toEqual([variables, 400, undefined, ["BAD_USER_INPUT"]]);
      }
      expect(graph.asked()).toEqual({});
    });
  },
);

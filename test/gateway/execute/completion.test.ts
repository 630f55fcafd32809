import { describe, expect, it } from "@jest/globals";
import { buildSchema, type ExecutionResult, graphql } from "graphql";
import { startGraph } from "./graph-rig.ts";

/**
 * A schema whose own subgraph declares everything nullable, so that nulls arrive where the API schema, in which a second subgraph's
 * stricter type does not count, would have been nulled by the subgraph itself.
 */
const API = `
  type Query { a: A strict: A! list: [A!] lists: [[Int!]!] matrix: [[Int!]] }
  type A @key(fields: "id") { id: ID! maybe: Int must: Int! child: A children: [A] firm: A! all: [A!]! }
`;

/** What a monolithic server answers over the same data. */
async function monolith(source: string, data: object): Promise<ExecutionResult> {
  const schema = buildSchema(API.replace('@key(fields: "id")', ""));
  return await graphql({ schema, source, rootValue: data });
}

/** What the gateway answers when the subgraph sends the data as it is, unchecked. */
async function gateway(source: string, data: object): Promise<ExecutionResult> {
  await using graph = await startGraph([{ name: "a", typeDefs: API, respond: () => ({ data }) }]);
  return await graph.ask(source);
}

const full = { id: "1", maybe: 1, must: 2 };

describe("null propagation, as a monolithic server does it", () => {
  const cases: Record<string, readonly [query: string, data: object]> = {
    "a null that is allowed": [`{ a { maybe must } }`, { a: { ...full, maybe: null } }],
    "a null in a field that has to be": [`{ a { maybe must } }`, { a: { ...full, must: null } }],
    "up through an object that has to be": [`{ a { firm { must } } }`, { a: { ...full, firm: { must: null } } }],
    "up to the root": [`{ strict { must } a { maybe } }`, { strict: { must: null }, a: full }],
    "the root field itself": [`{ strict { must } }`, { strict: null }],
    "an item that has to be": [`{ list { must } }`, { list: [full, null, full] }],
    "an item's field, up through the item and the list": [`{ list { must } }`, { list: [full, { must: null }, full] }],
    "an item's field, up to an item that may be null": [
      `{ a { children { must } } }`,
      { a: { children: [full, { must: null }, null] } },
    ],
    "a list in a list": [`{ lists }`, { lists: [[1], [2, null]] }],
    "a list in a list that may be null": [`{ matrix }`, { matrix: [[1], [2, null], null] }],
    "a list that has to be": [`{ a { maybe all { must } } }`, { a: { maybe: 1, all: null } }],
    deep: [
      `{ a { child { firm { all { firm { must } } } } } }`,
      { a: { child: { firm: { all: [{ firm: { must: null } }] } } } },
    ],
  };
  for (const [what, [query, data]] of Object.entries(cases)) {
    it(`nulls ${what}`, async () => {
      const expected = await monolith(query, structuredClone(data));
      const actual = await gateway(query, data);
      expect(actual.data).toEqual(JSON.parse(JSON.stringify(expected.data)));
      expect(actual.errors?.map(({ path }) => path)).toEqual(expected.errors?.map(({ path }) => path));
    });
  }

  it("nulls an object under the name whose selection has the null, and not under another", async () => {
    await using graph = await startGraph([
      { name: "a", typeDefs: API, resolvers: { Query: { a: () => ({ id: "1", maybe: 1, must: null }) } } },
    ]);
    const { data, errors } = await graph.ask(`{ one: a { must } two: a { maybe } three: a { id } }`);
    expect(data).toEqual({ one: null, two: { maybe: 1 }, three: { id: "1" } });
    expect(errors?.map(({ path }) => path)).toEqual([["one", "must"]]);
  });

  it("tells of a null once, where the subgraph has told of it already", async () => {
    await using graph = await startGraph([
      {
        name: "a",
        typeDefs: `type Query { a: A } type A @key(fields: "id") { id: ID! }`,
        resolvers: { Query: { a: () => ({ id: "1" }) } },
      },
      {
        name: "b",
        typeDefs: `type A @key(fields: "id") { id: ID! must: Int! }`,
        resolvers: {
          A: {
            __resolveReference: (a: object) => a,
            must: () => {
              throw new Error("broken");
            },
          },
        },
      },
    ]);
    const { data, errors } = await graph.ask(`{ a { id must } }`);
    expect(data).toEqual({ a: null });
    expect(errors?.map(({ path }) => path)).toEqual([["a", "must"]]);
    expect(graph.faults).toHaveLength(1);
  });
});

describe("leaf values", () => {
  const typeDefs = `
    scalar JSON
    enum Colour { RED BLUE @inaccessible }
    interface Shape { name: String }
    type Circle implements Shape { name: String }
    type Hidden implements Shape @inaccessible { name: String }
    type Query { int: Int float: Float text: String flag: Boolean id: ID colour: Colour json: JSON shape: Shape }
  `;
  const ask = async (field: string, value: unknown): Promise<ExecutionResult> => {
    await using graph = await startGraph([{ name: "a", typeDefs, respond: () => ({ data: { [field]: value } }) }]);
    return await graph.ask(`{ ${field} ${field === "shape" ? "{ name __typename }" : ""} }`);
  };

  for (const [field, value] of [
    ["int", 7],
    ["int", -0],
    ["float", 1.5],
    ["text", "t"],
    ["flag", false],
    ["id", "x"],
    ["colour", "RED"],
    ["json", { deep: [1, { __typename: 3 }] }],
    ["json", "x"],
  ] as const) {
    it(`passes ${JSON.stringify(value)} for ${field}`, async () => {
      expect(await ask(field, value)).toEqual({ data: { [field]: JSON.parse(JSON.stringify(value)) as unknown } });
    });
  }

  it("writes an ID that came as a number as text", async () => {
    expect(await ask("id", 42)).toEqual({ data: { id: "42" } });
  });

  for (const [field, value] of [
    ["int", 1.5],
    ["int", 2 ** 31],
    ["int", "1"],
    ["float", "1.5"],
    ["text", 1],
    ["text", {}],
    ["flag", 0],
    ["id", true],
    ["id", 1.5],
    ["colour", "BLUE"],
    ["colour", "GREEN"],
    ["colour", 0],
    ["shape", { __typename: "Hidden", name: "h" }],
    ["shape", { __typename: "Unheard", name: "h" }],
    ["shape", { __typename: "Query", name: "h" }],
    ["shape", { __typename: 7, name: "h" }],
    ["shape", { name: "h" }],
  ] as const) {
    it(`answers null and an error for ${field} when it is ${JSON.stringify(value)}`, async () => {
      const { data, errors } = await ask(field, value);
      expect(data).toEqual({ [field]: null });
      expect(errors).toHaveLength(1);
      expect(errors?.[0]?.path?.[0]).toBe(field);
      expect(errors?.[0]?.extensions?.["code"]).toBe("SUBGRAPH_FAILED");
      expect(JSON.stringify(errors)).not.toContain("Hidden");
    });
  }
});

describe("introspection", () => {
  it("is answered from the API schema, mixed with data, by fragments, aliases and variables", async () => {
    await using graph = await startGraph([
      {
        name: "a",
        typeDefs: `type Query { n: Int } type Secret @inaccessible { x: Int } type Shown { x: Int y: Int @inaccessible }`,
        resolvers: { Query: { n: () => 5 } },
      },
    ]);
    const query = `
      query ($name: String!) {
        first: n
        shown: __type(name: $name) { ...fields }
        __type(name: "Secret") { name }
        ...root
        __typename
      }
      fragment fields on __Type { kind name fields { name type { name } } }
      fragment root on Query { __schema { queryType { name } } }
    `;
    const result = await graph.ask(query, { name: "Shown" });
    expect(JSON.stringify(result)).toBe(
      JSON.stringify({
        data: {
          first: 5,
          shown: { kind: "OBJECT", name: "Shown", fields: [{ name: "x", type: { name: "Int" } }] },
          __type: null,
          __schema: { queryType: { name: "Query" } },
          __typename: "Query",
        },
      }),
    );
    expect(graph.requests).toHaveLength(1);
  });

  it("asks no subgraph where only introspection is asked for", async () => {
    await using graph = await startGraph([{ name: "a", typeDefs: `type Query { n: Int }` }]);
    expect(await graph.ask(`{ __typename __schema { mutationType { name } } }`)).toEqual({
      data: { __typename: "Query", __schema: { mutationType: null } },
    });
    expect(graph.requests).toEqual([]);
  });
});

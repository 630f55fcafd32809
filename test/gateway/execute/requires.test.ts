import { describe, expect, it } from "@jest/globals";
import { type GraphRig, startGraph } from "./graph-rig.ts";

/** Boxes in `a`; `b` computes from what `a` knows of them. */
function startBoxes(boxes: readonly unknown[]): Promise<GraphRig> {
  return startGraph([
    {
      name: "a",
      typeDefs: `
        type Query { boxes: [Box!]! }
        type Box @key(fields: "id") { id: ID! weight: Int size: Size shapes: [Shape] price(currency: String): Int }
        type Size { width: Int height: Int }
        interface Shape { area: Int }
        type Circle implements Shape { area: Int radius: Int }
        type Square implements Shape { area: Int side: Int }
      `,
      resolvers: {
        Query: { boxes: () => boxes },
        Box: {
          price: (_: unknown, { currency }: { currency: string | undefined }) =>
            ({ KRW: 1000, USD: 1 })[currency ?? ""] ?? -1,
          weight: ({ weight }: { weight: unknown }) => {
            if (weight === "broken") throw new Error("no scales");
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
          weight: Int @external
          size: Size @external
          shapes: [Shape] @external
          price(currency: String): Int @external
          shipping: String @requires(fields: "weight size { width }")
          outline: String @requires(fields: "shapes { ... on Circle { radius } }")
          won: Int @requires(fields: "price(currency: \\"KRW\\")")
        }
        type Size @external { width: Int }
        interface Shape { area: Int }
        type Circle implements Shape { area: Int @external radius: Int @external }
        type Square implements Shape { area: Int @external }
      `,
      resolvers: {
        Box: {
          __resolveReference: (box: object) => box,
          shipping: ({ weight, size }: Record<string, unknown>) => JSON.stringify({ weight, size }),
          outline: ({ shapes }: Record<string, unknown>) => JSON.stringify(shapes),
          won: ({ price }: Record<string, unknown>) => price,
        },
      },
    },
  ]);
}

describe("@requires", () => {
  it("sends required fields, nested ones too, and does not show them to the client", async () => {
    await using graph = await startBoxes([{ id: "1", weight: 5, size: { width: 2, height: 9 } }]);
    expect(await graph.ask(`{ boxes { shipping } }`)).toEqual({
      data: { boxes: [{ shipping: `{"weight":5,"size":{"width":2}}` }] },
    });
  });

  it("sends a required field that is null, at any depth", async () => {
    await using graph = await startBoxes([
      { id: "1", weight: null, size: { width: null } },
      { id: "2", weight: 5, size: null },
    ]);
    expect(await graph.ask(`{ boxes { shipping } }`)).toEqual({
      data: {
        boxes: [{ shipping: `{"weight":null,"size":{"width":null}}` }, { shipping: `{"weight":5,"size":null}` }],
      },
    });
  });

  it("does not ask for an entity of which a required part was never received", async () => {
    await using graph = await startGraph([
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
        resolvers: { T: { __resolveReference: (t: object) => t, output: () => 1 } },
      },
    ]);
    const { data, errors } = await graph.ask(`{ t { id output } }`);
    expect(data).toEqual({ t: { id: "1", output: null } });
    expect(errors).toHaveLength(1);
    expect(graph.requests.map(({ subgraph }) => subgraph)).toEqual(["a", "b"]);
  });

  it("keeps objects without a fragment for their type in their places in a list", async () => {
    await using graph = await startBoxes([
      {
        id: "1",
        shapes: [{ __typename: "Square", side: 3 }, null, { __typename: "Circle", radius: 2 }],
      },
    ]);
    const { data } = await graph.ask(`{ boxes { outline } }`);
    const [{ outline }] = (data as { boxes: [{ outline: string }] }).boxes;
    expect(JSON.parse(outline)).toEqual([{ __typename: "Square" }, null, { __typename: "Circle", radius: 2 }]);
  });

  it("keeps apart a required field with arguments and the client's own with others, whatever its alias", async () => {
    await using graph = await startBoxes([{ id: "1" }]);
    expect(await graph.ask(`{ boxes { price(currency: "USD") won } }`)).toEqual({
      data: { boxes: [{ price: 1, won: 1000 }] },
    });
    expect(await graph.ask(`{ boxes { price won } }`)).toEqual({ data: { boxes: [{ price: -1, won: 1000 }] } });
    expect(await graph.ask(`{ boxes { weight: price(currency: "USD") shipping } }`)).toEqual({
      data: { boxes: [{ weight: 1, shipping: `{"weight":null,"size":null}` }] },
    });
  });

  it("chains over subgraphs: a required field that requires another", async () => {
    await using graph = await startGraph([
      {
        name: "a",
        typeDefs: `type Query { t: T } type T @key(fields: "id") { id: ID! one: Int }`,
        resolvers: { Query: { t: () => ({ id: "1", one: 1 }) }, T: { __resolveReference: (t: object) => t } },
      },
      {
        name: "b",
        typeDefs: `type T @key(fields: "id") { id: ID! one: Int @external two: Int @requires(fields: "one") }`,
        resolvers: { T: { __resolveReference: (t: object) => t, two: ({ one }: { one: number }) => one + 1 } },
      },
      {
        name: "c",
        typeDefs: `type T @key(fields: "id") { id: ID! two: Int @external three: Int @requires(fields: "two") }`,
        resolvers: { T: { __resolveReference: (t: object) => t, three: ({ two }: { two: number }) => two + 1 } },
      },
    ]);
    expect(await graph.ask(`{ t { three } }`)).toEqual({ data: { t: { three: 3 } } });
  });

  it("still asks for the rest when what a field requires failed with an error that left null", async () => {
    await using graph = await startBoxes([{ id: "1", weight: "broken", size: { width: 1 } }]);
    const { data, errors } = await graph.ask(`{ boxes { shipping } }`);
    expect(data).toEqual({ boxes: [{ shipping: `{"weight":null,"size":{"width":1}}` }] });
    expect(errors?.map(({ path }) => path)).toEqual([["boxes", 0]]);
  });
});

describe("@provides", () => {
  it("takes a provided field from where the path goes, without another request", async () => {
    await using graph = await startGraph([
      {
        name: "a",
        typeDefs: `
          type Query { best: T @provides(fields: "name") other: T }
          type T @key(fields: "id") { id: ID! name: String @external }
        `,
        resolvers: { Query: { best: () => ({ id: "1", name: "provided" }), other: () => ({ id: "1" }) } },
      },
      {
        name: "b",
        typeDefs: `type T @key(fields: "id") { id: ID! name: String @shareable }`,
        resolvers: { T: { __resolveReference: () => ({ name: "own" }) } },
      },
    ]);
    expect(await graph.ask(`{ best { name } }`)).toEqual({ data: { best: { name: "provided" } } });
    expect(graph.requests.map(({ subgraph }) => subgraph)).toEqual(["a"]);
    expect(await graph.ask(`{ other { name } }`)).toEqual({ data: { other: { name: "own" } } });
  });
});

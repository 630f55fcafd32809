import { describe, expect, it } from "@jest/globals";
import { GraphQLError } from "graphql";
import { type GraphRig, startGraph } from "./graph-rig.ts";

function startShop(): Promise<GraphRig> {
  return startGraph([
    {
      name: "a",
      typeDefs: `
        type Query { best: Item worst: Item all: [Item!]! owner: Person none: Person }
        type Item @key(fields: "id") { id: ID! }
        type Person @key(fields: "id") { id: ID! }
      `,
      resolvers: {
        Query: {
          best: () => ({ id: "1" }),
          worst: () => ({ id: "2" }),
          all: () => [{ id: "2" }, { id: "1" }, { id: "3" }],
          owner: () => ({ id: "p" }),
        },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Item @key(fields: "id") { id: ID! name: String tag: Tag }
        type Tag { text(upper: Boolean): String maker: Person }
        type Person @key(fields: "id") { id: ID! age: Int }
      `,
      resolvers: {
        Item: {
          __resolveReference: (one: object) => one,
          name: ({ id }: { id: string }) => {
            if (id === "1") throw new GraphQLError("hidden", { extensions: { code: "FORBIDDEN" } });
            return `name of ${id}`;
          },
          tag: ({ id }: { id: string }) => ({ id, maker: { id: `m${id}` } }),
        },
        Tag: {
          text: ({ id }: { id: string }, { upper }: { upper?: boolean }) =>
            upper === true ? `TAG ${id}` : `tag ${id}`,
        },
        Person: { __resolveReference: (one: object) => one, age: ({ id }: { id: string }) => id.length },
      },
    },
    {
      name: "c",
      typeDefs: `type Person @key(fields: "id") { id: ID! city: String }`,
      resolvers: {
        Person: { __resolveReference: (one: object) => one, city: ({ id }: { id: string }) => `city of ${id}` },
      },
    },
  ]);
}

describe("fetches that go together", () => {
  it("ask one subgraph once for entities of several places and types, each entity once", async () => {
    await using graph = await startShop();
    const { data } = await graph.ask(`{ worst { name } all { name } owner { age } none { age } }`);
    expect(data).toEqual({
      worst: { name: "name of 2" },
      all: [{ name: "name of 2" }, { name: null }, { name: "name of 3" }],
      owner: { age: 1 },
      none: null,
    });
    const [request, ...more] = graph.requests.filter(({ subgraph }) => subgraph === "b");
    expect(more).toEqual([]);
    const sent = Object.values(request?.variables ?? {}) as { id: string }[][];
    expect(sent.flat().map(({ id }) => id)).toEqual(["2", "1", "3", "p"]);
  });

  it("map an error of a shared entity to each of its places, in whichever part of the request", async () => {
    await using graph = await startShop();
    const { errors } = await graph.ask(`{ owner { age } first: best { n: name } all { name } }`);
    expect(errors?.map(({ path, message }) => [message, path])).toEqual([
      ["hidden", ["first", "n"]],
      ["hidden", ["all", 1, "name"]],
    ]);
  });

  it("send nothing for the part whose condition does not hold", async () => {
    await using graph = await startShop();
    const query = `query ($on: Boolean!) { worst { name } owner { age @include(if: $on) } }`;
    expect(await graph.ask(query, { on: false })).toEqual({ data: { worst: { name: "name of 2" }, owner: {} } });
    expect(await graph.ask(query, { on: true })).toEqual({ data: { worst: { name: "name of 2" }, owner: { age: 1 } } });
    expect(graph.requests).toHaveLength(4);
  });

  it("keep apart nested objects of an entity that two places share, for what is fetched into them later", async () => {
    await using graph = await startShop();
    const { data } = await graph.ask(`{
      best { tag { text maker { city } } }
      all { tag { text(upper: true) maker { id city } } }
      worst { tag { text maker { city } } }
    }`);
    const maker = (id: string): object => ({ city: `city of m${id}` });
    const item = (id: string): object => ({ tag: { text: `TAG ${id}`, maker: { id: `m${id}`, ...maker(id) } } });
    expect(data).toEqual({
      best: { tag: { text: "tag 1", maker: maker("1") } },
      all: [item("2"), item("1"), item("3")],
      worst: { tag: { text: "tag 2", maker: maker("2") } },
    });
    expect(graph.requests.map(({ subgraph }) => subgraph)).toEqual(["a", "b", "c"]);
  });
});

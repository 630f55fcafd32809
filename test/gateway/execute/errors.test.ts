import { describe, expect, it } from "@jest/globals";
import { GraphQLError } from "graphql";
import { GatewayError } from "../../../gateway/errors.ts";
import { executeOperation } from "../../../gateway/execute/execute.ts";
import type { SubgraphDefinition } from "../../support/subgraph-rig.ts";
import { startGraph } from "./graph-rig.ts";

const list: SubgraphDefinition = {
  name: "a",
  typeDefs: `
    type Query { items: [Item] item: Item failing(code: String): Int }
    type Item @key(fields: "id") { id: ID! secret: ID @inaccessible name: String }
  `,
  resolvers: {
    Query: {
      items: () => ["1", "2", "1"].map((id) => ({ id })),
      item: () => ({ id: "1" }),
      failing: (_: unknown, { code }: { code: string }) => {
        throw new GraphQLError(`message of ${code}`, { extensions: { code, internal: "10.0.0.1" } });
      },
    },
    Item: {
      secret: () => {
        throw new Error("a hidden one");
      },
    },
  },
};

function prices(definition: Partial<SubgraphDefinition>): SubgraphDefinition {
  return {
    name: "b",
    typeDefs: `type Item @key(fields: "id") { id: ID! price: Int detail: Detail } type Detail { x: Int }`,
    ...definition,
  };
}

describe("errors of subgraphs", () => {
  it("passes on message and code of the codes that are agreed on, and nothing else", async () => {
    await using graph = await startGraph([list]);
    expect(await graph.ask(`{ mine: failing(code: "FORBIDDEN") }`)).toEqual({
      data: { mine: null },
      errors: [{ message: "message of FORBIDDEN", path: ["mine"], extensions: { code: "FORBIDDEN" } }],
    });
    expect(graph.faults).toEqual([]);
  });

  it("masks every other error under an id, and logs it once with that id", async () => {
    await using graph = await startGraph([list]);
    const result = await graph.ask(`{ mine: failing(code: "OTHER") also: failing(code: "MORE") }`);
    const [fault] = graph.faults;
    expect(graph.faults).toHaveLength(1);
    const extensions = { code: "SUBGRAPH_FAILED", errorId: fault?.errorId };
    const message = "A part of the graph did not answer as it should.";
    expect(result).toEqual({
      data: { mine: null, also: null },
      errors: [
        { message, path: ["mine"], extensions },
        { message, path: ["also"], extensions },
      ],
    });
    expect(JSON.stringify(result)).not.toContain("10.0.0.1");
  });

  it("maps an error of an entity to every place that used its representation", async () => {
    await using graph = await startGraph([
      list,
      prices({
        resolvers: {
          Item: {
            __resolveReference: ({ id }: { id: string }) => ({ id }),
            detail: ({ id }: { id: string }) => {
              if (id === "1") throw new GraphQLError("not for you", { extensions: { code: "FORBIDDEN" } });
              return { x: 1 };
            },
          },
        },
      }),
    ]);
    const { data, errors } = await graph.ask(`{ all: items { d: detail { x } } }`);
    expect(data).toEqual({ all: [{ d: null }, { d: { x: 1 } }, { d: null }] });
    expect(errors?.map(({ path }) => path)).toEqual([
      ["all", 0, "d"],
      ["all", 2, "d"],
    ]);
  });

  it("shows a subgraph that cannot be asked at each place, and answers the rest", async () => {
    await using graph = await startGraph([list, prices({})], {
      fetchSubgraph: (next) => (request, signal) =>
        request.subgraph === "b"
          ? Promise.reject(new GatewayError("SUBGRAPH_TIMEOUT", { subgraph: "b" }))
          : next(request, signal),
    });
    const { data, errors } = await graph.ask(`{ items { id price } }`);
    expect(data).toEqual({
      items: [
        { id: "1", price: null },
        { id: "2", price: null },
        { id: "1", price: null },
      ],
    });
    expect(errors?.map(({ path }) => path)).toEqual([
      ["items", 0],
      ["items", 1],
      ["items", 2],
    ]);
    const [fault] = graph.faults;
    expect(errors?.[0]?.extensions).toEqual({ code: "SUBGRAPH_TIMEOUT", errorId: fault?.errorId });
    expect(graph.faults).toHaveLength(1);
  });

  it("never names a field that clients cannot see", async () => {
    await using graph = await startGraph([
      list,
      {
        name: "b",
        typeDefs: `
          type Item @key(fields: "id") {
            id: ID! secret: ID @external derived: Int @requires(fields: "secret")
          }`,
        resolvers: { Item: { __resolveReference: (one: object) => one, derived: () => 1 } },
      },
    ]);
    const result = await graph.ask(`{ item { derived } }`);
    expect(result.data).toEqual({ item: { derived: 1 } });
    expect(result.errors?.map(({ path }) => path)).toEqual([["item"]]);
    expect(JSON.stringify(result)).not.toContain("secret");
  });

  it("stops with the signal's reason, and asks nothing more", async () => {
    const abort = new AbortController();
    await using graph = await startGraph([list, prices({})]);
    const query = `{ items { price } }`;
    const reason = new GatewayError("REQUEST_TIMEOUT");
    const running = executeOperation(graph.compile(query), graph.request(query), {
      ...graph.ports,
      signal: abort.signal,
      fetchSubgraph: (request, signal) => {
        abort.abort(reason);
        return graph.ports.fetchSubgraph(request, signal);
      },
    });
    await expect(running).rejects.toBe(reason);
    expect(graph.requests.filter(({ subgraph }) => subgraph === "b")).toEqual([]);
  });
});

describe("subgraphs that answer garbage", () => {
  const answers: Record<string, unknown> = {
    "no JSON": "<html>",
    null: "null",
    "a list": [],
    "data that is a list": { data: [] },
    "data that is text": { data: "x" },
    "no data": {},
    "no list of entities": { data: { _entities: {} } },
    "entities that are null": { data: { _entities: null } },
    "too few entities": { data: { _entities: [{ price: 1 }] } },
    "too many entities": { data: { _entities: [{ price: 1 }, { price: 2 }, { price: 3 }] } },
    "entities that are numbers": { data: { _entities: [1, 2] } },
    "errors that are no list": { data: null, errors: { message: 1 } },
    "errors that are nothing": { data: null, errors: [null, 3, { path: [{}], extensions: 7 }] },
    "errors at places that are not there": { data: null, errors: [{ message: "x", path: ["_entities", 9, "price"] }] },
    "values of another type": { data: { _entities: [{ price: "1" }, { price: {} }] } },
  };
  for (const [what, answer] of Object.entries(answers)) {
    it(`answers the rest, and an error, when entities come back as ${what}`, async () => {
      await using graph = await startGraph([list, prices({ respond: () => answer })]);
      const { data, errors } = await graph.ask(`{ items { id price } }`);
      expect(data).toEqual({
        items: [
          { id: "1", price: null },
          { id: "2", price: null },
          { id: "1", price: null },
        ],
      });
      expect(errors?.length).toBeGreaterThan(0);
      expect(errors?.every(({ path }) => path?.[0] === "items")).toBe(true);
      expect(errors?.every(({ extensions }) => extensions?.["code"] === "SUBGRAPH_FAILED")).toBe(true);
      expect(graph.faults.length).toBeGreaterThan(0);
    });
  }

  for (const [what, answer] of [
    ["a list of text", { data: { items: ["x"] } }],
    ["text", { data: { items: "x" } }],
    ["an object", { data: { items: { id: "1" } } }],
  ] as const) {
    it(`answers the rest, and an error, when a list of objects comes back as ${what}`, async () => {
      await using graph = await startGraph([{ ...list, respond: () => answer }, prices({})]);
      const { data, errors } = await graph.ask(`{ items { name } }`);
      expect(data).toEqual({ items: what === "a list of text" ? [null] : null });
      expect(errors).toHaveLength(1);
    });
  }

  it("leaves out what was not asked for, and keeps prototypes clean", async () => {
    const polluted = `{"data":{"_entities":[{"price":1,"__proto__":{"polluted":true},"name":"stolen"},{"price":2}],"__proto__":{"polluted":true}}}`;
    await using graph = await startGraph([list, prices({ respond: () => polluted })]);
    expect(await graph.ask(`{ items { price } }`)).toEqual({
      data: { items: [{ price: 1 }, { price: 2 }, { price: 1 }] },
    });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

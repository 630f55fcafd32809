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

  it("shows an error under the names only that the object's type was asked by", async () => {
    const failing = (): never => {
      throw new Error("no name");
    };
    const types = ["A", "B"].map((name) => `type ${name} implements Thing { id: ID! name: String }`).join(" ");
    await using graph = await startGraph([
      {
        name: "a",
        typeDefs: `type Query { things: [Thing!] } interface Thing { id: ID! name: String } ${types}`,
        resolvers: {
          Query: { things: () => [{ __typename: "A" }, { __typename: "B" }] },
          A: { name: failing },
          B: { name: failing },
        },
      },
    ]);
    const { errors } = await graph.ask(`{ things { mine: name ... on B { also: name } ... on A { theirs: name } } }`);
    expect(errors?.map(({ path }) => path?.join("."))).toEqual([
      "things.0.mine",
      "things.0.theirs",
      "things.1.mine",
      "things.1.also",
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

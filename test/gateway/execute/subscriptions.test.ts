import { describe, expect, it } from "@jest/globals";
import { executeRest, primarySubscription } from "../../../gateway/execute/execute.ts";
import { type GraphRig, startGraph } from "./graph-rig.ts";

const definitions = [
  {
    name: "a",
    typeDefs: `
      type Query { n: Int }
      type Subscription { ticks(of: String): Tick! }
      type Tick { at: Int items: [Item!]! }
      type Item @key(fields: "id") { id: ID! }
    `,
  },
  {
    name: "b",
    typeDefs: `type Item @key(fields: "id") { id: ID! name: String! }`,
    resolvers: {
      Item: { __resolveReference: ({ id }: { id: string }) => (id === "9" ? null : { id, name: `name of ${id}` }) },
    },
  },
];
const query = `subscription ($of: String) { t: ticks(of: $of) { when: at list: items { id: name } } }`;

/** The name under which events hold the root field. */
function slotOf(graph: GraphRig): string {
  const { query: primary } = primarySubscription(graph.compile(query), graph.request(query));
  return /(\w+): ticks/.exec(primary)?.[1] ?? "ticks";
}

describe("subscriptions", () => {
  it("subscribe to the primary fetch with the client's variables", async () => {
    await using graph = await startGraph(definitions);
    const primary = primarySubscription(graph.compile(query), graph.request(query, { of: "x" }));
    expect(primary.subgraph).toBe("a");
    expect(primary.variables).toEqual({ of: "x" });
    expect(primary.query).toContain("ticks(of: $of)");
  });

  it("run the rest of the plan on an event and complete it", async () => {
    await using graph = await startGraph(definitions);
    const event = { data: { [slotOf(graph)]: { at: 5, items: [{ __typename: "Item", id: "1" }] } } };
    const result = await executeRest(graph.compile(query), event, graph.request(query), graph.ports);
    expect(JSON.stringify(result)).toBe(`{"data":{"t":{"when":5,"list":[{"id":"name of 1"}]}}}`);
  });

  it("answer an event whose data is missing with its errors", async () => {
    await using graph = await startGraph(definitions);
    const event = {
      data: null,
      errors: [{ message: "gone", path: [slotOf(graph)], extensions: { code: "FORBIDDEN" } }],
    };
    const result = await executeRest(graph.compile(query), event, graph.request(query), graph.ports);
    expect(JSON.parse(JSON.stringify(result))).toEqual({
      data: null,
      errors: [{ message: "gone", path: ["t"], extensions: { code: "FORBIDDEN" } }],
    });
  });

  it("propagate a null that an entity leaves in an event", async () => {
    await using graph = await startGraph(definitions);
    const event = { data: { [slotOf(graph)]: { at: 5, items: [{ __typename: "Item", id: "9" }] } } };
    const { data, errors } = await executeRest(graph.compile(query), event, graph.request(query), graph.ports);
    expect(data).toBeNull();
    expect(errors?.map(({ path }) => path)).toEqual([["t", "list", 0, "id"]]);
  });
});

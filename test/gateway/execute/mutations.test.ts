import { describe, expect, it } from "@jest/globals";
import { type GraphRig, startGraph } from "./graph-rig.ts";

async function startCounters(log: string[]): Promise<GraphRig> {
  const counter = (name: string, delayMs: number): object => ({
    name,
    typeDefs: `
      type Query { ${name}: Int }
      type Mutation { ${name}Add(by: Int!): Counter ${name}Reset: Counter }
      type Counter @key(fields: "id") { id: ID! }
    `,
    resolvers: {
      Mutation: {
        [`${name}Add`]: async (_: unknown, { by }: { by: number }) => {
          await new Promise((resolve) => setTimeout(resolve, delayMs));
          log.push(`${name}+${by}`);
          return { id: `${name}${by}` };
        },
        [`${name}Reset`]: () => {
          log.push(`${name}=0`);
          throw new Error("broken");
        },
      },
    },
  });
  return await startGraph([
    counter("a", 30) as { name: string; typeDefs: string },
    counter("b", 0) as { name: string; typeDefs: string },
    {
      name: "c",
      typeDefs: `type Counter @key(fields: "id") { id: ID! label: String }`,
      resolvers: {
        Counter: {
          __resolveReference: (one: object) => one,
          label: ({ id }: { id: string }) => {
            log.push(`label ${id}`);
            return `label of ${id}`;
          },
        },
      },
    },
  ]);
}

describe("mutations", () => {
  it("run in order over several subgraphs, each complete before the next", async () => {
    const log: string[] = [];
    await using graph = await startCounters(log);
    const { data } = await graph.ask(
      `mutation { one: aAdd(by: 1) { label } two: bAdd(by: 2) { label } three: aAdd(by: 3) { id } }`,
    );
    expect(JSON.stringify(data)).toBe(
      `{"one":{"label":"label of a1"},"two":{"label":"label of b2"},"three":{"id":"a3"}}`,
    );
    expect(log).toEqual(["a+1", "label a1", "b+2", "label b2", "a+3"]);
  });

  it("happen once a response name, even with the same arguments", async () => {
    const log: string[] = [];
    await using graph = await startCounters(log);
    const { data } = await graph.ask(
      `mutation { x: aAdd(by: 1) { id } y: aAdd(by: 1) { id } x: aAdd(by: 1) { label } }`,
    );
    expect(data).toEqual({ x: { id: "a1", label: "label of a1" }, y: { id: "a1" } });
    expect(log.filter((line) => line === "a+1")).toHaveLength(2);
  });

  it("go on after one that failed", async () => {
    const log: string[] = [];
    await using graph = await startCounters(log);
    const { data, errors } = await graph.ask(`mutation { bad: aReset { id } good: bAdd(by: 1) { label } }`);
    expect(data).toEqual({ bad: null, good: { label: "label of b1" } });
    expect(errors?.map(({ path }) => path)).toEqual([["bad"]]);
    expect(log).toEqual(["a=0", "b+1", "label b1"]);
  });
});

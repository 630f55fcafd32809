import { expect } from "@jest/globals";
import type { SubgraphDefinition } from "../../support/subgraph-rig.ts";
import { describeGraph } from "./conformance.ts";
import { asGiven, type WithId } from "./references.ts";

const PLANNED_TOGETHER =
  "fields of one subgraph are sent together, and what belongs to the first is fetched after the second";

/** What happened, in order. */
const log: string[] = [];

function counter(name: string, delayMs: number): SubgraphDefinition {
  return {
    name,
    typeDefs: `
      type Query { ${name}: Int }
      type Mutation { ${name}Add(by: Int!): Counter ${name}Reset: Counter }
      type Counter @key(fields: "id") { id: ID! }
    `,
    resolvers: {
      Query: { [name]: () => 7 },
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
  };
}

const labels: SubgraphDefinition = {
  name: "c",
  typeDefs: `type Counter @key(fields: "id") { id: ID! label: String }`,
  resolvers: {
    Counter: {
      __resolveReference: asGiven,
      label: ({ id }: WithId) => {
        log.push(`label ${id}`);
        return `label of ${id}`;
      },
    },
  },
};

/** Takes a mutation and cuts the connection before it answers. */
const cutting: SubgraphDefinition = {
  name: "d",
  typeDefs: `type Mutation { dCut: Int }`,
  serve: (_request, response) => {
    response.socket?.destroy();
    return true;
  },
};

describeGraph("mutations", [counter("a", 30), counter("b", 0), labels, cutting], (item) => {
  item("C08.1", "completes a field with its entity fetches before the next begins", async (graph) => {
    log.length = 0;
    const query = `mutation { one: aAdd(by: 1) { label } two: bAdd(by: 2) { label } three: aAdd(by: 3) { id } }`;
    await graph.answers(query, { one: { label: "label of a1" }, two: { label: "label of b2" }, three: { id: "a3" } });
    expect(log).toEqual(["a+1", "label a1", "b+2", "label b2", "a+3"]);
  });

  item(
    "C08.2",
    "completes a field before the next one of the same subgraph begins",
    async (graph) => {
      log.length = 0;
      await graph.answers(`mutation { one: aAdd(by: 1) { label } two: aAdd(by: 2) { label } }`, {
        one: { label: "label of a1" },
        two: { label: "label of a2" },
      });
      expect(log).toEqual(["a+1", "label a1", "a+2", "label a2"]);
    },
    { apollo: PLANNED_TOGETHER },
  );

  item(
    "C08.3",
    "sends neighbours of one subgraph in one request, in order, where nothing is between them",
    async (graph) => {
      log.length = 0;
      await graph.answers(`mutation { x: aAdd(by: 1) { id } y: aAdd(by: 2) { id } z: bAdd(by: 3) { id } }`, {
        x: { id: "a1" },
        y: { id: "a2" },
        z: { id: "b3" },
      });
      expect(log).toEqual(["a+1", "a+2", "b+3"]);
      graph.askedAtMost({ a: 1, b: 1 });
    },
  );

  item("C08.4", "runs once a response name, even with equal arguments", async (graph) => {
    log.length = 0;
    await graph.answers(`mutation { x: aAdd(by: 1) { id } y: aAdd(by: 1) { id } x: aAdd(by: 1) { label } }`, {
      x: { id: "a1", label: "label of a1" },
      y: { id: "a1" },
    });
    expect(log.filter((line) => line === "a+1")).toHaveLength(2);
  });

  item("C08.5", "goes on after a field that failed", async (graph) => {
    log.length = 0;
    await graph.answers(
      `mutation { bad: aReset { id } good: bAdd(by: 1) { label } }`,
      { bad: null, good: { label: "label of b1" } },
      { errors: ["SUBGRAPH_FAILED bad"] },
    );
    expect(log).toEqual(["a=0", "b+1", "label b1"]);
  });

  item("C08.6", "does not run what is skipped, and keeps the order of the rest", async (graph) => {
    log.length = 0;
    const query = `mutation ($no: Boolean!) {
      one: aAdd(by: 1) @include(if: $no) { label } __typename ... @skip(if: $no) { two: bAdd(by: 2) { id } } three: aAdd(by: 3) { id }
    }`;
    await graph.answers(
      query,
      { __typename: "Mutation", two: { id: "b2" }, three: { id: "a3" } },
      { variables: { no: false } },
    );
    expect(log).toEqual(["b+2", "a+3"]);
  });

  item(
    "C08.7",
    "is not sent again when the subgraph's answer is lost",
    async (graph) => {
      const { data, errors } = await graph.ask(`mutation { dCut bAdd(by: 1) { id } }`);
      expect(data).toEqual({ dCut: null, bAdd: { id: "b1" } });
      expect(errors).toEqual([expect.stringMatching(/^SUBGRAPH_\w+ dCut$/)]);
      expect(graph.asked()).toEqual({ d: 1, b: 1 });
    },
    { apollo: "the error has no path" },
  );
});

import { expect } from "@jest/globals";
import { describeGraph } from "./conformance.ts";
import { asGiven } from "./references.ts";

describeGraph(
  "@override",
  [
    {
      name: "a",
      typeDefs: `
        type Query { t: T root: String }
        type T @key(fields: "id") @key(fields: "code") {
          id: ID! code: String! moved: String input: Int full: String none: String half: String unknown: String
        }
      `,
      resolvers: {
        Query: { t: () => ({ id: "1", code: "c1" }), root: () => "old" },
        T: {
          __resolveReference: asGiven,
          code: () => "c1",
          moved: () => "old",
          input: () => 1,
          full: () => "old",
          none: () => "old",
          half: () => "old",
          unknown: () => "old",
        },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Query { root: String @override(from: "a") }
        type T @key(fields: "id") {
          id: ID!
          code: String! @shareable @override(from: "a")
          moved: String @override(from: "a")
          input: Int @override(from: "a")
          full: String @override(from: "a", label: "percent(100)")
          none: String @override(from: "a", label: "percent(0)")
          half: String @override(from: "a", label: "percent(50)")
          unknown: String @override(from: "a", label: "of_nobody")
        }
      `,
      resolvers: {
        Query: { root: () => "new" },
        T: {
          __resolveReference: asGiven,
          code: () => "c1",
          moved: () => "new",
          input: () => 2,
          full: () => "new",
          none: () => "new",
          half: () => "new",
          unknown: () => "new",
        },
      },
    },
    {
      name: "c",
      typeDefs: `
        type T @key(fields: "id") { id: ID! input: Int @external output: Int @requires(fields: "input") }
      `,
      resolvers: { T: { __resolveReference: asGiven, output: ({ input }: { input: number }) => input * 10 } },
    },
    {
      name: "d",
      typeDefs: `type T @key(fields: "code") { code: String! label: String }`,
      resolvers: { T: { __resolveReference: asGiven, label: ({ code }: { code: string }) => `label of ${code}` } },
    },
  ],
  (item) => {
    item("C12.1", "resolves an overridden field where it has moved to, on entities and at the root", async (graph) => {
      await graph.answers(`{ t { moved } root }`, { t: { moved: "new" }, root: "new" });
    });

    item("C12.2", "takes an overridden field that is required from where it has moved to", async (graph) => {
      await graph.answers(`{ t { output } }`, { t: { output: 20 } });
    });

    item("C12.3", "joins by a key that holds an overridden field", async (graph) => {
      await graph.answers(`{ t { label code } }`, { t: { label: "label of c1", code: "c1" } });
    });

    item(
      "C12.4",
      "follows a label of all, and of none",
      async (graph) => {
        await graph.answers(`{ t { full none } }`, { t: { full: "new", none: "old" } });
        await graph.answers(`{ t { full } }`, { t: { full: "new" } });
        await graph.answers(`{ t { none } }`, { t: { none: "old" } });
      },
      { apollo: "a label of percent(100) counts as not set" },
    );

    item("C12.5", "leaves a field where it was while nobody says that its label is set", async (graph) => {
      await graph.answers(`{ t { unknown } }`, { t: { unknown: "old" } });
    });

    item("C12.6", "answers from one of the two with a label of some", async (graph) => {
      for (let round = 0; round < 10; round++) {
        const { data, errors } = await graph.ask(`{ t { half } }`);
        expect(errors).toEqual([]);
        expect(data).toEqual({ t: { half: expect.stringMatching(/^(old|new)$/) } });
      }
    });
  },
);

import { expect } from "@jest/globals";
import { describeGraph } from "./conformance.ts";
import { asGiven } from "./references.ts";

describeGraph(
  "@inaccessible",
  [
    {
      name: "a",
      typeDefs: `
        type Query {
          t: T shapes: [Shape] shape: Shape! thing: Thing
          colour: Colour hidden: String @inaccessible args(shown: Int, hidden: Int @inaccessible): String
        }
        type T @key(fields: "secret") { secret: ID! @inaccessible shown: Int inside: Hidden @inaccessible }
        type Hidden @inaccessible { id: ID }
        interface Shape { name: String }
        type Circle implements Shape { name: String }
        type Blob implements Shape @inaccessible { name: String }
        union Thing = Circle | Blob
        enum Colour { RED BLUE @inaccessible }
      `,
      resolvers: {
        Query: {
          t: () => ({ secret: "s", shown: 1 }),
          shapes: () => [
            { __typename: "Circle", name: "c" },
            { __typename: "Blob", name: "b" },
          ],
          shape: () => ({ __typename: "Blob", name: "b" }),
          thing: () => ({ __typename: "Blob", name: "b" }),
          colour: () => "BLUE",
          args: (_: unknown, args: object) => JSON.stringify(args),
        },
      },
    },
    {
      name: "b",
      typeDefs: `
        type T @key(fields: "secret") {
          secret: ID! @inaccessible more: String input: String @inaccessible failing: String @inaccessible
        }
      `,
      resolvers: {
        T: {
          __resolveReference: asGiven,
          more: ({ secret }: { secret: string }) => `more of ${secret}`,
          input: () => "input",
          failing: () => {
            throw new Error("a hidden one");
          },
        },
      },
    },
    {
      name: "c",
      typeDefs: `
        type T @key(fields: "secret") {
          secret: ID! @inaccessible input: String @external failing: String @external
          output: String @requires(fields: "input")
          other: Int @requires(fields: "failing")
        }
      `,
      resolvers: {
        T: { __resolveReference: asGiven, output: ({ input }: { input: string }) => `from ${input}`, other: () => 1 },
      },
    },
  ],
  (item) => {
    item("C17.1", "joins by a key that clients cannot see", async (graph) => {
      await graph.answers(`{ t { more shown } }`, { t: { more: "more of s", shown: 1 } });
    });

    item("C17.2", "requires a field that clients cannot see", async (graph) => {
      await graph.answers(`{ t { output } }`, { t: { output: "from input" } });
    });

    item(
      "C17.3",
      "refuses fields, arguments and types that clients cannot see, as if they were not there",
      async (graph) => {
        for (const query of [
          `{ hidden }`,
          `{ t { secret } }`,
          `{ t { inside { id } } }`,
          `{ args(hidden: 1) }`,
          `{ shapes { ... on Blob { name } } }`,
        ]) {
          const { status, data, errors, text } = await graph.ask(query);
          expect([query, status, data, errors]).toEqual([query, 400, undefined, ["GRAPHQL_VALIDATION_FAILED"]]);
          expect(text).not.toContain("Did you mean");
        }
        expect(graph.asked()).toEqual({});
      },
    );

    item("C17.4", "introspects none of them", async (graph) => {
      const { text } = await graph.ask(`{
        __schema { types { name fields { name args { name } } enumValues { name } possibleTypes { name } } }
      }`);
      expect(text).toContain('"shown"');
      expect(text).not.toMatch(/secret|hidden|Hidden|Blob|BLUE|inside|"input"|failing|join__|link__/);
    });

    item(
      "C17.5",
      "answers null and an error for a value of a type that clients cannot see",
      async (graph) => {
        await graph.answers(
          `{ shapes { name } thing { __typename } colour }`,
          { shapes: [{ name: "c" }, null], thing: null, colour: null },
          { errors: ["SUBGRAPH_FAILED shapes.1", "SUBGRAPH_FAILED thing", "SUBGRAPH_FAILED colour"] },
        );
        await graph.answers(`{ shape { name } }`, null, { errors: ["SUBGRAPH_FAILED shape"] });
      },
      { apollo: "no error tells of the nulls" },
    );

    item(
      "C17.6",
      "names none of them in an error",
      async (graph) => {
        const { data, errors, text } = await graph.ask(`{ t { other } }`);
        expect(data).toEqual({ t: { other: 1 } });
        expect(errors).toHaveLength(1);
        expect(text).not.toMatch(/failing|hidden/);
        const { text: typed } = await graph.ask(`{ shape { name } shapes { name } colour }`);
        expect(typed).not.toMatch(/Blob|BLUE/);
      },
      { apollo: "the path of an error names a field that clients cannot see" },
    );
  },
);

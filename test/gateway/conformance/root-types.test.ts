import { expect } from "@jest/globals";
import { describeGraph } from "./conformance.ts";
import { asGiven } from "./references.ts";

const LINK = `@link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])`;

describeGraph(
  "root types with names of their own",
  [
    {
      name: "a",
      typeDefs: `
        schema ${LINK} { query: Reading mutation: Writing }
        type Reading { me: Person again: Reading }
        type Writing { rename(name: String!): Renamed }
        type Renamed { person: Person query: Reading }
        type Person @key(fields: "id") { id: ID! name: String root: Reading }
      `,
      resolvers: {
        Reading: { me: () => ({ id: "1", name: "Kim", root: {} }), again: () => ({}) },
        Writing: {
          rename: (_: unknown, { name }: { name: string }) => ({ person: { id: "1", name, root: {} }, query: {} }),
        },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Query { today: String }
        type Person @key(fields: "id") { id: ID! age: Int }
      `,
      resolvers: { Query: { today: () => "Monday" }, Person: { __resolveReference: asGiven, age: () => 40 } },
    },
  ],
  (item) => {
    item("C18.1", "are called Query and Mutation by clients", async (graph) => {
      await graph.answers(`{ __typename me { name age } today }`, {
        __typename: "Query",
        me: { name: "Kim", age: 40 },
        today: "Monday",
      });
      await graph.answers(`mutation { __typename rename(name: "Lee") { person { name age } } }`, {
        __typename: "Mutation",
        rename: { person: { name: "Lee", age: 40 } },
      });
    });

    item(
      "C18.2",
      "answer fields of Query from an object inside, in whichever subgraph they are",
      async (graph) => {
        await graph.answers(`{ me { root { today __typename me { age } } } }`, {
          me: { root: { today: "Monday", __typename: "Query", me: { age: 40 } } },
        });
        await graph.answers(`{ again { again { today } } }`, { again: { again: { today: "Monday" } } });
      },
      { apollo: "an object of type Query of which nothing else is selected is null" },
    );

    item(
      "C18.3",
      "answer fields of Query from a mutation's payload",
      async (graph) => {
        await graph.answers(`mutation { rename(name: "Lee") { query { today me { name } } } }`, {
          rename: { query: { today: "Monday", me: { name: "Kim" } } },
        });
      },
      { apollo: "an object of type Query of which nothing else is selected is null" },
    );

    item("C18.4", "hide what subgraphs have for gateways only", async (graph) => {
      for (const query of [
        `{ _service { sdl } }`,
        `{ _entities(representations: [{ __typename: "Person", id: "1" }]) { __typename } }`,
        `{ again { _service { sdl } } }`,
      ]) {
        const { status, errors } = await graph.ask(query);
        expect([status, errors]).toEqual([400, ["GRAPHQL_VALIDATION_FAILED"]]);
      }
      const { text } = await graph.ask(
        `{ __schema { queryType { name fields { name } } types { name } directives { name } } }`,
      );
      expect(text).toContain('"today"');
      expect(text).not.toMatch(/_service|_entities|_Any|_Entity|join__|link__|FieldSet|"key"|"shareable"|Reading/);
    });
  },
);

import { expect } from "@jest/globals";
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery, printSchema } from "graphql";
import { describeGraph } from "./conformance.ts";
import { asGiven } from "./references.ts";

describeGraph(
  "type names, introspection and selections without fields",
  [
    {
      name: "a",
      typeDefs: `
        type Query { n: Int t: T list: [[U]] nothing: T value: V }
        type Mutation { m: V }
        type T @key(fields: "id") { id: ID! value: V }
        type V { x: Int }
        union U = T | V
      `,
      resolvers: {
        Query: {
          n: () => 5,
          t: () => ({ id: "1", value: { x: 1 } }),
          list: () => [[{ __typename: "T", id: "1" }, null], null, [{ __typename: "V", x: 2 }]],
          nothing: () => null,
          value: () => ({ x: 1 }),
        },
        Mutation: { m: () => ({ x: 1 }) },
      },
    },
    {
      name: "b",
      typeDefs: `type T @key(fields: "id") { id: ID! far: W } type W { y: Int }`,
      resolvers: { T: { __resolveReference: asGiven, far: () => ({ y: 1 }) } },
    },
  ],
  (item) => {
    item("C20.1", "answers __typename alone at the root, of every operation, and asks nobody", async (graph) => {
      await graph.answers(`{ __typename }`, { __typename: "Query" });
      await graph.answers(`query { a: __typename ... on Query { b: __typename } }`, { a: "Query", b: "Query" });
      await graph.answers(`mutation { __typename }`, { __typename: "Mutation" });
      graph.askedAtMost({});
    });

    item("C20.2", "answers __typename alone at every level, with nulls where there is nothing", async (graph) => {
      await graph.answers(`{ __typename t { __typename } value { __typename } nothing { __typename } }`, {
        __typename: "Query",
        t: { __typename: "T" },
        value: { __typename: "V" },
        nothing: null,
      });
      graph.askedAtMost({ a: 1 });
    });

    item("C20.3", "answers __typename alone of a union's members, in lists of lists", async (graph) => {
      await graph.answers(`{ list { __typename } }`, {
        list: [[{ __typename: "T" }, null], null, [{ __typename: "V" }]],
      });
    });

    item("C20.4", "answers __typename alone beyond a jump", async (graph) => {
      await graph.answers(`{ t { far { __typename } } }`, { t: { far: { __typename: "W" } } });
      await graph.answers(`{ t { far { __typename } v: value { kind: __typename __typename } } }`, {
        t: { far: { __typename: "W" }, v: { kind: "V", __typename: "V" } },
      });
    });

    item("C20.5", "answers objects of which nothing is selected that can be there", async (graph) => {
      await graph.answers(`{ list { ... on V @skip(if: true) { x } ... on T @include(if: false) { id } } }`, {
        list: [[{}, null], null, [{}]],
      });
      await graph.answers(`{ list { ... on V { x } } }`, { list: [[{}, null], null, [{ x: 2 }]] });
      await graph.answers(`{ t { far { y @skip(if: true) } } nothing { id @skip(if: true) } }`, {
        t: { far: {} },
        nothing: null,
      });
    });

    item(
      "C20.6",
      "mixes introspection with data, by fragments, aliases and variables, in the query's order",
      async (graph) => {
        const query = `
        query ($name: String!) { first: n shown: __type(name: $name) { ...fields } __type(name: "None") { name } ...root __typename t { far { y } } }
        fragment fields on __Type { kind name fields { name type { name } } }
        fragment root on Query { __schema { queryType { name } mutationType { name } subscriptionType { name } } }
      `;
        await graph.answers(
          query,
          {
            first: 5,
            shown: { kind: "OBJECT", name: "V", fields: [{ name: "x", type: { name: "Int" } }] },
            __type: null,
            __schema: { queryType: { name: "Query" }, mutationType: { name: "Mutation" }, subscriptionType: null },
            __typename: "Query",
            t: { far: { y: 1 } },
          },
          { variables: { name: "V" } },
        );
      },
    );

    item("C20.7", "asks nobody where only introspection is asked for", async (graph) => {
      await graph.answers(`{ __schema { queryType { __typename name } } }`, {
        __schema: { queryType: { __typename: "__Type", name: "Query" } },
      });
      expect(graph.asked()).toEqual({});
    });

    item("C20.8", "honours conditions on introspection", async (graph) => {
      const query = `query ($no: Boolean!) {
        __schema @include(if: $no) { queryType { name } } __type(name: "V") { name kind @include(if: $no) } __typename @skip(if: $no) n
      }`;
      await graph.answers(query, { __type: { name: "V" }, __typename: "Query", n: 5 }, { variables: { no: false } });
    });

    item("C20.9", "gives tools a schema that they can build, without anything of federation", async (graph) => {
      const { data, errors } = await graph.ask(getIntrospectionQuery({ inputValueDeprecation: true }));
      expect(errors).toEqual([]);
      const printed = printSchema(buildClientSchema(data as IntrospectionQuery));
      expect(printed).toContain("union U = T | V");
      expect(printed).toMatch(/type T \{\s+id: ID!\s+value: V\s+far: W\s+\}/);
      expect(printed).not.toMatch(/_Any|_Entity|_Service|join__|link__|federation__|@key/);
    });
  },
);

describeGraph(
  "a supergraph without mutations",
  [{ name: "a", typeDefs: `type Query { n: Int }`, resolvers: { Query: { n: () => 1 } } }],
  (item) => {
    item("C20.10", "tells so, and refuses them", async (graph) => {
      await graph.answers(`{ __schema { mutationType { name } } }`, { __schema: { mutationType: null } });
      const { status, data, errors } = await graph.ask(`mutation { n }`);
      expect([status, data, errors]).toEqual([400, undefined, ["GRAPHQL_VALIDATION_FAILED"]]);
    });
  },
);

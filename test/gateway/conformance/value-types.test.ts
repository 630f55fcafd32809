import { describeGraph } from "./conformance.ts";
import { asGiven } from "./references.ts";

describeGraph(
  "value types whose fields are split over subgraphs",
  [
    {
      name: "a",
      typeDefs: `
        type Query { t: T list: [T] config: Config @shareable }
        type T @key(fields: "id") { id: ID! parts: [Part] @shareable }
        type Part @shareable { at: Int! left: String! inner: Inner }
        type Inner @shareable { deep: Deep x: Int }
        type Deep @shareable { one: Int }
        type Config @shareable { left: Int nested: [Nested!] }
        type Nested @shareable { l: Int }
      `,
      resolvers: {
        Query: {
          t: () => ({ id: "1" }),
          list: () => [{ id: "1" }, null, { id: "2" }],
          config: () => ({ left: 1, nested: [{ l: 1 }, { l: 2 }] }),
        },
        T: {
          __resolveReference: asGiven,
          parts: () => [
            { at: 1, left: "l1", inner: { x: 1, deep: { one: 1 } } },
            null,
            { at: 2, left: "l2", inner: null },
          ],
        },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Query { config: Config @shareable }
        type T @key(fields: "id") { id: ID! parts: [Part] @shareable }
        type Part @shareable { at: Int! right: String! inner: Inner }
        type Inner @shareable { deep: Deep y: Int }
        type Deep @shareable { two: Int }
        type Config @shareable { right: Int nested: [Nested!] }
        type Nested @shareable { r: Int }
      `,
      resolvers: {
        Query: { config: () => ({ right: 2, nested: [{ r: 3 }, { r: 4 }] }) },
        T: {
          __resolveReference: asGiven,
          parts: () => [
            { at: 1, right: "r1", inner: { y: 2, deep: { two: 2 } } },
            null,
            { at: 2, right: "r2", inner: null },
          ],
        },
      },
    },
  ],
  (item) => {
    item("C10.1", "merges the items of a list, nulls in their places", async (graph) => {
      await graph.answers(`{ t { parts { right left } } }`, {
        t: { parts: [{ right: "r1", left: "l1" }, null, { right: "r2", left: "l2" }] },
      });
      graph.askedAtMost({ a: 1, b: 1 });
    });

    item("C10.2", "merges two levels deeper, null where both have null", async (graph) => {
      await graph.answers(`{ t { parts { inner { y deep { one two } x } } } }`, {
        t: { parts: [{ inner: { y: 2, deep: { one: 1, two: 2 }, x: 1 } }, null, { inner: null }] },
      });
      graph.askedAtMost({ a: 1, b: 1 });
    });

    item("C10.3", "merges value types of entities in a list", async (graph) => {
      const parts = [{ l: "l1", inner: { deep: { two: 2, n: "Deep" } } }, null, { l: "l2", inner: null }];
      await graph.answers(`{ list { parts { l: left inner { deep { two n: __typename } } } } }`, {
        list: [{ parts }, null, { parts }],
      });
    });

    item("C10.4", "merges a value type under a root field that two subgraphs share", async (graph) => {
      await graph.answers(`{ config { right left nested { l r } } }`, {
        config: {
          right: 2,
          left: 1,
          nested: [
            { l: 1, r: 3 },
            { l: 2, r: 4 },
          ],
        },
      });
      graph.askedAtMost({ a: 1, b: 1 });
    });

    item("C10.5", "asks one subgraph where it resolves the whole selection", async (graph) => {
      await graph.answers(`{ t { parts { at left } } config { nested { l } } }`, {
        t: { parts: [{ at: 1, left: "l1" }, null, { at: 2, left: "l2" }] },
        config: { nested: [{ l: 1 }, { l: 2 }] },
      });
      graph.askedAtMost({ a: 1 });
    });
  },
);

describeGraph(
  "shareable fields that two subgraphs declare differently",
  [
    {
      name: "a",
      typeDefs: `
        type Query { t: T }
        type T @key(fields: "id") {
          id: ID! name: String! @shareable pet: Animal @shareable pets: [Animal] @shareable any: Pet @shareable
        }
        interface Animal { name: String }
        type Dog implements Animal @shareable { name: String barks: Boolean }
        type Cat implements Animal { name: String lives: Int }
        union Pet = Dog | Cat
      `,
      resolvers: {
        Query: { t: () => ({ id: "1" }) },
        T: {
          __resolveReference: asGiven,
          name: () => "a",
          pet: () => rex,
          pets: () => [rex],
          any: () => rex,
        },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Query { nameless: T }
        type T @key(fields: "id") {
          id: ID! name: String @shareable pet: Dog @shareable pets: [Dog] @shareable any: Dog @shareable own: Int
        }
        type Dog @shareable { name: String barks: Boolean }
      `,
      resolvers: {
        Query: { nameless: () => ({ id: "2" }) },
        T: {
          __resolveReference: asGiven,
          name: () => null,
          own: () => 1,
          pet: () => rex,
          pets: () => [rex, null],
          any: () => rex,
        },
      },
    },
  ],
  (item) => {
    item("C14.1", "takes null for a field that another subgraph declares as never null", async (graph) => {
      await graph.answers(`{ nameless { name own } }`, { nameless: { name: null, own: 1 } });
      await graph.answers(`{ nameless { pets { name } } }`, { nameless: { pets: [{ name: "Rex" }, null] } });
    });

    item("C14.2", "takes the value from the subgraph that is there already", async (graph) => {
      await graph.answers(`{ t { name } }`, { t: { name: "a" } });
      graph.askedAtMost({ a: 1 });
    });

    item(
      "C14.3",
      "answers an interface's fields and fragments from where its implementation is declared",
      async (graph) => {
        const query = `{ nameless { pet { __typename name ... on Dog { barks } ... on Cat { lives } ... on Animal { n: name } } } }`;
        await graph.answers(query, { nameless: { pet: { __typename: "Dog", name: "Rex", barks: true, n: "Rex" } } });
        graph.askedAtMost({ b: 1 });
      },
    );

    item("C14.4", "answers a union's fragments from where one member is declared", async (graph) => {
      await graph.answers(`{ nameless { any { ... on Cat { lives } ... on Dog { name } __typename } } }`, {
        nameless: { any: { name: "Rex", __typename: "Dog" } },
      });
      graph.askedAtMost({ b: 1 });
    });

    item("C14.5", "answers the same from where the interface is declared", async (graph) => {
      await graph.answers(`{ t { pet { name ... on Dog { barks } } any { ... on Dog { name } } own } }`, {
        t: { pet: { name: "Rex", barks: true }, any: { name: "Rex" }, own: 1 },
      });
    });
  },
);

const rex = { __typename: "Dog", name: "Rex", barks: true };

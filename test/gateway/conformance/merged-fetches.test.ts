import { GraphQLError } from "graphql";
import { describeGraph } from "./conformance.ts";
import { asGiven, type WithId } from "./references.ts";

describeGraph(
  "fetches that go together",
  [
    {
      name: "a",
      typeDefs: `
        type Query { best: Item worst: Item all: [Item!]! owner: Person none: Person }
        type Item @key(fields: "id") { id: ID! }
        type Person @key(fields: "id") { id: ID! }
      `,
      resolvers: {
        Query: {
          best: () => ({ id: "1" }),
          worst: () => ({ id: "2" }),
          all: () => [{ id: "2" }, { id: "1" }, { id: "3" }],
          owner: () => ({ id: "p" }),
        },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Item @key(fields: "id") { id: ID! name: String tag: Tag }
        type Tag { text(upper: Boolean): String maker: Person }
        type Person @key(fields: "id") { id: ID! age: Int }
      `,
      resolvers: {
        Item: {
          __resolveReference: asGiven,
          name: ({ id }: WithId) => {
            if (id === "1") throw new GraphQLError("hidden", { extensions: { code: "FORBIDDEN" } });
            return `name of ${id}`;
          },
          tag: ({ id }: WithId) => ({ id, maker: { id: `m${id}` } }),
        },
        Tag: { text: ({ id }: WithId, { upper }: { upper?: boolean }) => (upper === true ? `TAG ${id}` : `tag ${id}`) },
        Person: { __resolveReference: asGiven, age: ({ id }: WithId) => id.length },
      },
    },
    {
      name: "c",
      typeDefs: `type Person @key(fields: "id") { id: ID! city: String }`,
      resolvers: { Person: { __resolveReference: asGiven, city: ({ id }: WithId) => `city of ${id}` } },
    },
  ],
  (item) => {
    item("C25.1", "ask one subgraph once for entities of several places and types, each entity once", async (graph) => {
      await graph.answers(
        `{ worst { name } all { name } owner { age } none { age } }`,
        {
          worst: { name: "name of 2" },
          all: [{ name: "name of 2" }, { name: null }, { name: "name of 3" }],
          owner: { age: 1 },
          none: null,
        },
        { errors: ["FORBIDDEN all.1.name"] },
      );
      graph.askedAtMost({ a: 1, b: 1 });
      graph.representationsAtMost({ b: 4 });
    });

    item(
      "C25.2",
      "map an error of a shared entity to each of its places, in whichever part of the request",
      async (graph) => {
        await graph.answers(
          `{ owner { age } first: best { n: name } all { name } }`,
          {
            owner: { age: 1 },
            first: { n: null },
            all: [{ name: "name of 2" }, { name: null }, { name: "name of 3" }],
          },
          { errors: ["FORBIDDEN all.1.name", "FORBIDDEN first.n"] },
        );
        graph.askedAtMost({ a: 1, b: 1 });
      },
    );

    item("C25.3", "send nothing for the part whose condition does not hold", async (graph) => {
      const query = `query ($on: Boolean!) { worst { name } owner { age @include(if: $on) } }`;
      await graph.answers(query, { worst: { name: "name of 2" }, owner: {} }, { variables: { on: false } });
      graph.representationsAtMost({ b: 1 });
      await graph.answers(query, { worst: { name: "name of 2" }, owner: { age: 1 } }, { variables: { on: true } });
      graph.askedAtMost({ a: 2, b: 2 });
    });

    item(
      "C25.4",
      "keep apart nested objects of an entity that two places share, for what is fetched into them",
      async (graph) => {
        const query = `{
        best { tag { text maker { city } } }
        all { tag { text(upper: true) maker { id city } } }
        worst { tag { text maker { city } } }
      }`;
        const tag = (id: string): object => ({ text: `tag ${id}`, maker: { city: `city of m${id}` } });
        const item = (id: string): object => ({
          tag: { text: `TAG ${id}`, maker: { id: `m${id}`, city: `city of m${id}` } },
        });
        await graph.answers(query, {
          best: { tag: tag("1") },
          all: [item("2"), item("1"), item("3")],
          worst: { tag: tag("2") },
        });
        graph.askedAtMost({ a: 1, b: 1, c: 1 });
      },
    );
  },
);

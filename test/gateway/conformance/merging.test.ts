import { describeGraph } from "./conformance.ts";
import { asGiven, type WithId } from "./references.ts";

const MANY = 5_000;

describeGraph(
  "selections of one object in many places",
  [
    {
      name: "a",
      typeDefs: `
        type Query { me: Person grid: [[Person]] many: [Person!]! pets: [Pet!]! holder: Holder }
        type Person @key(fields: "id") { id: ID! name: String boss: Person home: Home }
        type Home { street: String owner: Person }
        union Holder = Person | Home
        interface Pet { id: ID! owner: Person }
        type Dog implements Pet @key(fields: "id") { id: ID! owner: Person }
        type Cat implements Pet @key(fields: "id") { id: ID! owner: Person }
      `,
      resolvers: {
        Query: {
          me: () => person("1"),
          grid: () => [[person("1"), null], null, [], [person("2"), person("1")]],
          many: () => Array.from({ length: MANY }, (_, index) => ({ id: String(index % (MANY / 2)) })),
          pets: () => [
            { __typename: "Dog", id: "d", owner: person("1") },
            { __typename: "Cat", id: "c", owner: person("2") },
          ],
          holder: () => ({ __typename: "Home", street: "s", owner: person("2") }),
        },
        Person: {
          boss: ({ id }: WithId) => (id === "9" ? null : person("9")),
          home: () => ({ street: "s", owner: person("8") }),
        },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Person @key(fields: "id") { id: ID! age(in: String = "years"): String friends: [Person] }
        type Dog @key(fields: "id") { id: ID! tricks: Int }
        type Cat @key(fields: "id") { id: ID! tricks: Int naps: Int }
      `,
      resolvers: {
        Person: {
          __resolveReference: asGiven,
          age: ({ id }: WithId, args: { in: string }) => `${id} ${args.in}`,
          friends: ({ id }: WithId) => [{ id: `${id}a` }, null, { id: `${id}b` }],
        },
        Dog: { __resolveReference: asGiven, tricks: () => 5 },
        Cat: { __resolveReference: asGiven, tricks: () => 0, naps: () => 9 },
      },
    },
    {
      name: "c",
      typeDefs: `type Person @key(fields: "id") { id: ID! city: String }`,
      resolvers: { Person: { __resolveReference: asGiven, city: ({ id }: WithId) => `city of ${id}` } },
    },
  ],
  (item) => {
    item(
      "C26.1",
      "are one object, over fields, fragments and types",
      async (graph) => {
        const query = `
        { me { boss { city } } ... on Query { me { boss { name } id } } ...f me { ... on Person { boss { boss { id } age } } } }
        fragment f on Query { me { boss { city age } name } }
      `;
        await graph.answers(query, {
          me: { boss: { city: "city of 9", name: "n9", age: "9 years", boss: null }, id: "1", name: "n1" },
        });
        graph.askedAtMost({ a: 1, b: 1, c: 1 });
      },
      { apollo: "the fields are in another order than the one in which they are collected" },
    );

    item("C26.2", "are kept apart under two names, with other arguments and selections beyond", async (graph) => {
      await graph.answers(
        `{ x: me { age y: age(in: "months") boss { city } } y: me { age(in: "days") boss { age } } }`,
        {
          x: { age: "1 years", y: "1 months", boss: { city: "city of 9" } },
          y: { age: "1 days", boss: { age: "9 years" } },
        },
      );
      graph.askedAtMost({ a: 1, b: 1, c: 1 });
    });

    item("C26.3", "join entities in lists of lists, nulls and empty lists in their places", async (graph) => {
      const known = (id: string): object => ({ city: `city of ${id}`, name: `n${id}` });
      await graph.answers(`{ grid { city name } }`, { grid: [[known("1"), null], null, [], [known("2"), known("1")]] });
      graph.askedAtMost({ a: 1, c: 1 });
    });

    item("C26.4", "join entities inside entities inside entities, in lists", async (graph) => {
      const friend = (id: string): object => ({
        city: `city of ${id}`,
        friends: [{ name: null, age: `${id}a years` }, null, { name: null, age: `${id}b years` }],
      });
      await graph.answers(`{ me { friends { city friends { name age } } } }`, {
        me: { friends: [friend("1a"), null, friend("1b")] },
      });
    });

    item("C26.5", "join 5,000 entities of a list, half of them the same", async (graph) => {
      const many = Array.from({ length: MANY }, (_, index) => {
        const id = index % (MANY / 2);
        return { city: `city of ${id}`, age: `${id} years` };
      });
      await graph.answers(`{ many { city age } }`, { many });
      graph.askedAtMost({ a: 1, b: 1, c: 1 });
      graph.representationsAtMost({ b: MANY / 2, c: MANY / 2 });
    });

    item(
      "C26.6",
      "join what all types of an interface have, beside what one has, under one name too",
      async (graph) => {
        const query = `{ pets { owner { city } ... on Dog { tricks x: tricks } ... on Cat { tricks x: naps owner { age } } } }`;
        await graph.answers(query, {
          pets: [
            { owner: { city: "city of 1" }, tricks: 5, x: 5 },
            { owner: { city: "city of 2", age: "2 years" }, tricks: 0, x: 9 },
          ],
        });
        graph.askedAtMost({ a: 1, b: 1, c: 1 });
      },
    );

    item("C26.7", "take what lies at different depths under one name", async (graph) => {
      const query = `{ holder { ... on Home { owner { city } } ... on Person { owner: boss { city home { owner { age } } } } } me { home { owner { city age } } } }`;
      await graph.answers(query, {
        holder: { owner: { city: "city of 2" } },
        me: { home: { owner: { city: "city of 8", age: "8 years" } } },
      });
    });
  },
);

function person(id: string): object {
  return { __typename: "Person", id, name: `n${id}` };
}

import { describeGraph } from "./conformance.ts";
import { asGiven, type WithId } from "./references.ts";

/** Objects without birth properties, so that a field called like one is what was put there, or nothing. */
function bare(fields: object): object {
  return Object.assign(Object.create(null) as object, fields);
}

describeGraph(
  "aliases",
  [
    {
      name: "a",
      typeDefs: `
        type Query { me: Person person(id: ID!): Person slot: Slot media: [Media] }
        type Person @key(fields: "id") { id: ID! name: String constructor: String weight: Int }
        type Slot @key(fields: "row column room { code }") { row: Int! column: Int! room: Room! }
        type Room @shareable { code: Int! name: String }
        union Media = Book | Film
        type Book @key(fields: "id") { id: ID! title: String }
        type Film @key(fields: "id") { id: ID! title: String }
      `,
      resolvers: {
        Query: {
          me: () => bare({ id: "1", name: "Kim", constructor: "built", weight: 70 }),
          person: (_: unknown, { id }: WithId) => bare({ id, name: `n${id}`, weight: 1 }),
          slot: () => ({ row: 1, column: 2, room: { code: 3, name: "r" } }),
          media: () => [
            { __typename: "Book", id: "b", title: "book" },
            { __typename: "Film", id: "f", title: "film" },
          ],
        },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Person @key(fields: "id") {
          id: ID! age: Int friend: Person toString: String
          weight: Int @external load: Int @requires(fields: "weight")
        }
        type Slot @key(fields: "row column room { code }") { row: Int! column: Int! room: Room! sum: Int }
        type Room @shareable { code: Int! }
        type Book @key(fields: "id") { id: ID! author: String }
        type Film @key(fields: "id") { id: ID! director: String }
      `,
      resolvers: {
        Person: {
          __resolveReference: asGiven,
          age: ({ id }: WithId) => Number(id) * 10,
          friend: ({ id }: WithId) => ({ id: String(Number(id) + 1) }),
          load: ({ weight }: { weight: number }) => weight * 2,
          toString: () => "text",
        },
        Slot: {
          __resolveReference: asGiven,
          sum: (slot: { row: number; column: number; room: { code: number } }) =>
            100 * slot.row + 10 * slot.column + slot.room.code,
        },
        Book: { __resolveReference: asGiven, author: ({ id }: WithId) => `author of ${id}` },
        Film: { __resolveReference: asGiven, director: ({ id }: WithId) => `director of ${id}` },
      },
    },
  ],
  (item) => {
    item(
      "C02.1",
      "keeps an alias that equals a key field apart from the key",
      async (graph) => {
        await graph.answers(`{ me { id: name age } }`, { me: { id: "Kim", age: 10 } });
        await graph.answers(`{ slot { row: column column: row sum } }`, { slot: { row: 2, column: 1, sum: 123 } });
      },
      { apollo: "the key is answered in the place of the field that has its name as alias" },
    );

    item(
      "C02.2",
      "keeps an alias that equals a field inside a key apart from it",
      async (graph) => {
        await graph.answers(`{ slot { room { code: name } sum } }`, { slot: { room: { code: "r" }, sum: 123 } });
        await graph.answers(`{ slot { room: row sum } }`, { slot: { room: 1, sum: 123 } });
      },
      { apollo: "the value type's key field is read by the alias, which answers null" },
    );

    item(
      "C02.3",
      "keeps an alias that equals a required field apart from it",
      async (graph) => {
        await graph.answers(`{ me { weight: name load } }`, { me: { weight: "Kim", load: 140 } });
      },
      { apollo: "what has the input's name as alias is sent as the input" },
    );

    item(
      "C02.4",
      "keeps an alias that equals __typename apart from the type",
      async (graph) => {
        await graph.answers(`{ me { __typename: name kind: __typename age } }`, {
          me: { __typename: "Kim", kind: "Person", age: 10 },
        });
        await graph.answers(
          `{ media { ... on Book { __typename: title author } ... on Film { __typename: title director } } }`,
          {
            media: [
              { __typename: "book", author: "author of b" },
              { __typename: "film", director: "director of f" },
            ],
          },
        );
      },
      { apollo: "the type is answered in the place of the field that has `__typename` as alias" },
    );

    item("C02.5", "takes aliases that equal names which gateways give themselves", async (graph) => {
      await graph.answers(`{ __0: me { _0_age: id representations: age _0: name } _0_me: me { __typename_: name } }`, {
        __0: { _0_age: "1", representations: 10, _0: "Kim" },
        _0_me: { __typename_: "Kim" },
      });
      await graph.answers(`{ _0_person: me { age _0_person: id r0: name _e0: age age__alias_0: name } }`, {
        _0_person: { age: 10, _0_person: "1", r0: "Kim", _e0: 10, age__alias_0: "Kim" },
      });
    });

    item("C02.6", "takes aliases that equal fields of every subgraph", async (graph) => {
      await graph.answers(`{ _entities: me { _service: age x: name } _service: me { _entities: id } }`, {
        _entities: { _service: 10, x: "Kim" },
        _service: { _entities: "1" },
      });
    });

    item("C02.7", "takes aliases that objects of JavaScript have by birth", async (graph) => {
      const query = `{ __proto__: me { constructor: age __proto__: name hasOwnProperty: id } constructor: me { toString } }`;
      await graph.answers(
        query,
        JSON.parse(
          `{"__proto__":{"constructor":10,"__proto__":"Kim","hasOwnProperty":"1"},"constructor":{"toString":"text"}}`,
        ),
      );
    });

    item("C02.8", "answers fields that are called so, and null where a subgraph gives none", async (graph) => {
      await graph.answers(`{ me { constructor toString } person(id: "3") { constructor } }`, {
        me: { constructor: "built", toString: "text" },
        person: { constructor: null },
      });
    });

    item("C02.9", "takes one field under many names, with equal and with other arguments", async (graph) => {
      const query = `{
        one: person(id: "1") { a: name } two: person(id: "2") { b: name age }
        three: person(id: "1") { age } person(id: "4") { person: age }
      }`;
      await graph.answers(query, {
        one: { a: "n1" },
        two: { b: "n2", age: 20 },
        three: { age: 10 },
        person: { person: 40 },
      });
      graph.askedAtMost({ a: 1, b: 1 });
    });

    item("C02.10", "takes aliases on the way to entities of entities", async (graph) => {
      await graph.answers(`{ x: me { y: friend { z: friend { n: name age: id } n: age } } }`, {
        x: { y: { z: { n: null, age: "3" }, n: 20 } },
      });
    });

    item(
      "C02.11",
      "gives one name to different fields of different members of a union",
      async (graph) => {
        await graph.answers(`{ media { ... on Book { id: title x: author } ... on Film { id: director x: title } } }`, {
          media: [
            { id: "book", x: "author of b" },
            { id: "director of f", x: "film" },
          ],
        });
      },
      { apollo: "the key is answered in the place of the field that has its name as alias" },
    );
  },
);

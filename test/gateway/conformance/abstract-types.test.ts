import { describeGraph } from "./conformance.ts";
import { asGiven, type WithId } from "./references.ts";

interface Arguments {
  readonly n?: number;
}

describeGraph(
  "one field with different arguments",
  [
    {
      name: "a",
      typeDefs: `
        type Query { all: [U] shapes: [Shape] }
        union U = A | B | C
        type A @key(fields: "id") { id: ID! v(n: Int): Int kid: Kid }
        type B @key(fields: "id") { id: ID! v(n: Int): Int kid: Kid }
        type C { v(n: Int): String }
        type Kid @key(fields: "id") { id: ID! v(n: Int): Int }
        interface Shape { w(n: Int): Int part(n: Int): Part }
        type P implements Shape { w(n: Int): Int part(n: Int): Part }
        type Q implements Shape { w(n: Int): Int part(n: Int): Part }
        type Part { n: Int name: String }
      `,
      resolvers: {
        Query: {
          all: () => [
            { __typename: "A", id: "1", kid: { id: "k" } },
            { __typename: "B", id: "2", kid: { id: "l" } },
            { __typename: "C" },
          ],
          shapes: () => [{ __typename: "P" }, { __typename: "Q" }],
        },
        A: { v: (_: unknown, { n }: Arguments) => n },
        B: { v: (_: unknown, { n }: Arguments) => n },
        C: { v: (_: unknown, { n }: Arguments) => `s${n}` },
        Kid: { v: (_: unknown, { n }: Arguments) => n },
        P: { w: (_: unknown, { n }: Arguments) => n, part: (_: unknown, { n }: Arguments) => ({ n, name: "p" }) },
        Q: { w: (_: unknown, { n }: Arguments) => n, part: (_: unknown, { n }: Arguments) => ({ n, name: "q" }) },
      },
    },
    {
      name: "b",
      typeDefs: `
        type A @key(fields: "id") { id: ID! far(n: Int): String }
        type B @key(fields: "id") { id: ID! far(n: Int): String }
        type Kid @key(fields: "id") { id: ID! far(n: Int): String }
      `,
      resolvers: {
        A: { __resolveReference: asGiven, far: ({ id }: WithId, { n }: Arguments) => `a${id}:${n}` },
        B: { __resolveReference: asGiven, far: ({ id }: WithId, { n }: Arguments) => `b${id}:${n}` },
        Kid: { __resolveReference: asGiven, far: ({ id }: WithId, { n }: Arguments) => `${id}:${n}` },
      },
    },
  ],
  (item) => {
    item("C01.1", "under two members of a union", async (graph) => {
      await graph.answers(`{ all { ... on A { v(n: 1) } ... on B { v(n: 2) } } }`, { all: [{ v: 1 }, { v: 2 }, {}] });
    });

    item("C01.2", "under members of a union that give it other types", async (graph) => {
      await graph.answers(`{ all { ... on A { x: v(n: 1) y: v(n: 2) } ... on C { z: v(n: 1) v(n: 5) } } }`, {
        all: [{ x: 1, y: 2 }, {}, { z: "s1", v: "s5" }],
      });
    });

    item("C01.3", "under two members of a union, joined from another subgraph", async (graph) => {
      await graph.answers(`{ all { ... on A { far(n: 1) } ... on B { far(n: 2) } } }`, {
        all: [{ far: "a1:1" }, { far: "b2:2" }, {}],
      });
      graph.askedAtMost({ a: 1, b: 1 });
    });

    item("C01.4", "under an interface and its types", async (graph) => {
      await graph.answers(`{ shapes { w(n: 1) ... on P { x: w(n: 2) } ... on Q { x: w(n: 3) } } }`, {
        shapes: [
          { w: 1, x: 2 },
          { w: 1, x: 3 },
        ],
      });
    });

    item("C01.5", "of an object, under an interface and its types", async (graph) => {
      await graph.answers(
        `{ shapes { part(n: 1) { n } ... on P { x: part(n: 2) { n name } } ... on Q { x: part(n: 1) { name } } } }`,
        {
          shapes: [
            { part: { n: 1 }, x: { n: 2, name: "p" } },
            { part: { n: 1 }, x: { name: "q" } },
          ],
        },
      );
    });

    item(
      "C01.6",
      "one level below two members of a union, here and joined",
      async (graph) => {
        const query = `{ all { ... on A { kid { v(n: 1) far(n: 3) } } ... on B { kid { v(n: 2) far(n: 4) } } } }`;
        await graph.answers(query, { all: [{ kid: { v: 1, far: "k:3" } }, { kid: { v: 2, far: "l:4" } }, {}] });
      },
      { apollo: "the arguments of one member's field are used for the other's, where both lie one level below" },
    );

    item("C01.7", "given by variables", async (graph) => {
      const query = `query ($a: Int, $b: Int) { all { ... on A { v(n: $a) far(n: $b) } ... on B { v(n: $b) far(n: $a) } } }`;
      await graph.answers(
        query,
        { all: [{ v: 1, far: "a1:2" }, { v: 2, far: "b2:1" }, {}] },
        { variables: { a: 1, b: 2 } },
      );
    });
  },
);

describeGraph(
  "members of a union whose keys and inputs have one name and different types",
  [
    {
      name: "a",
      typeDefs: `
        type Query { all: [U] }
        union U = A | B
        type A @key(fields: "id") { id: ID! input: Int size: Size }
        type B @key(fields: "id") { id: Int! input: [String!] size: Int! }
        type Size { width: Int }
      `,
      resolvers: {
        Query: {
          all: () => [
            { __typename: "A", id: "1", input: 5, size: { width: 3 } },
            { __typename: "B", id: 2, input: ["x", "y"], size: 4 },
          ],
        },
      },
    },
    {
      name: "b",
      typeDefs: `
        type A @key(fields: "id") {
          id: ID! input: Int @external size: Size @external out: String @requires(fields: "input size { width }")
        }
        type B @key(fields: "id") {
          id: Int! input: [String!] @external size: Int! @external out: String @requires(fields: "input size")
        }
        type Size @external { width: Int }
      `,
      resolvers: {
        A: {
          __resolveReference: asGiven,
          out: ({ id, input, size }: WithId & { input: number; size: { width: number } }) =>
            `a${id} ${input} ${size.width}`,
        },
        B: {
          __resolveReference: asGiven,
          out: ({ id, input, size }: WithId & { input: string[]; size: number }) => `b${id} ${input.join("")} ${size}`,
        },
      },
    },
  ],
  (item) => {
    item("C01.8", "are told apart in one request, though the client names none of them", async (graph) => {
      await graph.answers(`{ all { ... on A { out } ... on B { out } } }`, {
        all: [{ out: "a1 5 3" }, { out: "b2 xy 4" }],
      });
    });

    item(
      "C01.9",
      "are told apart from what the client names like them",
      async (graph) => {
        await graph.answers(`{ all { ... on A { out w: size { width } } ... on B { out id: input n: id } } }`, {
          all: [
            { out: "a1 5 3", w: { width: 3 } },
            { out: "b2 xy 4", id: ["x", "y"], n: 2 },
          ],
        });
      },
      {
        apollo:
          "the subgraph is asked for one name with two meanings, the key and the client's alias, which it refuses",
      },
    );
  },
);

describeGraph(
  "unions and interfaces that have other members in other subgraphs",
  [
    {
      name: "a",
      typeDefs: `
        type Query { things: [Thing] named: [Named] shop: Shop }
        type Shop @key(fields: "id") { id: ID! }
        union Thing = Book | Film
        interface Named { name: String }
        type Book implements Named @key(fields: "id") { id: ID! name: String @shareable }
        type Film implements Named @key(fields: "id") { id: ID! name: String @shareable minutes: Int }
      `,
      resolvers: {
        Query: {
          things: () => [
            { __typename: "Book", id: "1", name: "n1" },
            null,
            { __typename: "Film", id: "2", name: "n2" },
          ],
          named: () => [{ __typename: "Film", id: "2", name: "n2", minutes: 90 }],
          shop: () => ({ id: "s" }),
        },
        Film: { __resolveReference: asGiven, minutes: () => 90 },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Shop @key(fields: "id") { id: ID! goods: [Thing!]! window: Named }
        union Thing = Book | Game
        interface Named { name: String }
        type Book implements Named @key(fields: "id") { id: ID! name: String @shareable price: Int }
        type Game implements Named @key(fields: "id") { id: ID! name: String players: Int }
        type Film @key(fields: "id") { id: ID! price: Int }
      `,
      resolvers: {
        Shop: {
          __resolveReference: asGiven,
          goods: () => [
            { __typename: "Game", id: "3", name: "n3", players: 4 },
            { __typename: "Book", id: "1", name: "n1" },
          ],
          window: () => ({ __typename: "Game", id: "3", name: "n3", players: 4 }),
        },
        Book: { __resolveReference: asGiven, price: () => 10 },
        Film: { __resolveReference: asGiven, price: () => 20 },
      },
    },
  ],
  (item) => {
    item("C15.1", "asks no subgraph for a union's member that it does not know", async (graph) => {
      const fragments = `__typename ... on Book { name price } ... on Film { name minutes price } ... on Game { name players }`;
      await graph.answers(`{ things { ${fragments} } shop { goods { ${fragments} } } }`, {
        things: [
          { __typename: "Book", name: "n1", price: 10 },
          null,
          { __typename: "Film", name: "n2", minutes: 90, price: 20 },
        ],
        shop: {
          goods: [
            { __typename: "Game", name: "n3", players: 4 },
            { __typename: "Book", name: "n1", price: 10 },
          ],
        },
      });
    });

    item("C15.2", "answers an interface's fields for a type that another subgraph does not know", async (graph) => {
      await graph.answers(
        `{ shop { window { name ... on Film { minutes } ... on Game { players } } } named { name } }`,
        {
          shop: { window: { name: "n3", players: 4 } },
          named: [{ name: "n2" }],
        },
      );
    });

    item(
      "C15.3",
      "takes fragments on abstract types within each other, and conditions that never hold",
      async (graph) => {
        const query = `{
        things { ... on Named { name ... on Thing { ... on Film { minutes } ... on Game { players } } } }
        named { ... on Thing { ... on Book { price } ... on Named { n: name ... on Film { price } } } }
      }`;
        await graph.answers(query, {
          things: [{ name: "n1" }, null, { name: "n2", minutes: 90 }],
          named: [{ n: "n2", price: 20 }],
        });
      },
    );

    item("C15.4", "asks for nothing more where only members are selected that cannot be there", async (graph) => {
      await graph.answers(`{ things { ... on Game { players } } }`, { things: [{}, null, {}] });
      graph.askedAtMost({ a: 1 });
    });
  },
);

describeGraph(
  "interfaces whose fields are resolved elsewhere for some of the types",
  [
    {
      name: "a",
      typeDefs: `
        type Query { animals: [Animal] }
        interface Animal { id: ID! name: String }
        type Dog implements Animal @key(fields: "id") { id: ID! name: String }
        type Cat implements Animal @key(fields: "id") { id: ID! name: String @external }
      `,
      resolvers: {
        Query: {
          animals: () => [
            { __typename: "Dog", id: "1", name: "Rex" },
            { __typename: "Cat", id: "2" },
          ],
        },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Cat @key(fields: "id") { id: ID! name: String }
        type Dog @key(fields: "id") { id: ID! age: Int }
        interface Animal { id: ID! name: String }
      `,
      resolvers: {
        Cat: { __resolveReference: asGiven, name: () => "Tom" },
        Dog: { __resolveReference: asGiven, age: () => 3 },
      },
    },
  ],
  (item) => {
    item("C15.5", "spreads an interface's field over its types where one is resolved elsewhere", async (graph) => {
      await graph.answers(`{ animals { name ... on Dog { age } } }`, {
        animals: [{ name: "Rex", age: 3 }, { name: "Tom" }],
      });
    });

    item("C15.6", "does so under an alias, beside the field itself on a type", async (graph) => {
      await graph.answers(`{ animals { id: name __typename ... on Cat { name n: name } } }`, {
        animals: [
          { id: "Rex", __typename: "Dog" },
          { id: "Tom", __typename: "Cat", name: "Tom", n: "Tom" },
        ],
      });
    });
  },
);

describeGraph(
  "interfaces that implement interfaces",
  [
    {
      name: "a",
      typeDefs: `
        type Query { nodes: [Node] named: Named }
        interface Node { id: ID! }
        interface Named implements Node { id: ID! name: String }
        type Dog implements Named & Node @key(fields: "id") { id: ID! name: String }
        type Stone implements Node { id: ID! weight: Int }
      `,
      resolvers: {
        Query: {
          nodes: () => [
            { __typename: "Dog", id: "1", name: "Rex" },
            { __typename: "Stone", id: "2", weight: 5 },
          ],
          named: () => ({ __typename: "Dog", id: "1", name: "Rex" }),
        },
      },
    },
    {
      name: "b",
      typeDefs: `type Dog @key(fields: "id") { id: ID! age: Int }`,
      resolvers: { Dog: { __resolveReference: asGiven, age: () => 3 } },
    },
  ],
  (item) => {
    item("C15.10", "are conditions of each other's fragments", async (graph) => {
      await graph.answers(
        `{ nodes { id ... on Named { name ... on Dog { age } } } named { ... on Node { id } ... on Dog { age } } }`,
        {
          nodes: [{ id: "1", name: "Rex", age: 3 }, { id: "2" }],
          named: { id: "1", age: 3 },
        },
      );
    });
  },
);

describeGraph(
  "fields of an interface that lead to objects",
  [
    {
      name: "a",
      typeDefs: `
        type Query { animals: [Animal!]! barkers: [Barker!]! }
        interface Animal { name: String friend: Animal }
        interface Barker { friend: Animal }
        type Dog implements Animal & Barker @key(fields: "id") { id: ID! name: String @shareable friend: Dog @shareable }
        type Cat implements Animal @key(fields: "id") { id: ID! name: String @shareable friend: Animal @shareable }
      `,
      resolvers: {
        Query: {
          animals: () => [animal("Dog", "1", "Dog"), animal("Cat", "2", "Dog"), animal("Cat", "3", "Cat")],
          barkers: () => [animal("Dog", "1", "Dog")],
        },
      },
    },
    {
      name: "b",
      typeDefs: `
        interface Animal { name: String friend: Animal }
        type Dog implements Animal @key(fields: "id") { id: ID! name: String @shareable friend: Animal @shareable }
        type Cat implements Animal @key(fields: "id") { id: ID! name: String @shareable friend: Animal @shareable }
      `,
      resolvers: { Dog: { __resolveReference: asGiven }, Cat: { __resolveReference: asGiven } },
    },
    {
      name: "c",
      typeDefs: `
        type Dog @key(fields: "id") { id: ID! age: Int }
        type Cat @key(fields: "id") { id: ID! lives: Int }
      `,
      resolvers: {
        Dog: { __resolveReference: asGiven, age: () => 3 },
        Cat: { __resolveReference: asGiven, lives: () => 9 },
      },
    },
  ],
  (item) => {
    item("C15.11", "are asked of the object where it says more than its interface", async (graph) => {
      await graph.answers(`{ barkers { friend { ... on Dog { age } } } }`, {
        barkers: [{ friend: { age: 3 } }],
      });
      graph.askedAtMost({ a: 1, c: 1 });
    });

    item("C15.12", "lead each object to its own, in one subgraph's words and in another's", async (graph) => {
      await graph.answers(
        `{ animals { name friend { name ... on Dog { age friend { name } } ... on Cat { lives friend { name ... on Cat { lives } } } } } }`,
        {
          animals: [
            { name: "1", friend: { name: "1 friend", age: 3, friend: { name: "1 friend friend" } } },
            { name: "2", friend: { name: "2 friend", age: 3, friend: { name: "2 friend friend" } } },
            { name: "3", friend: { name: "3 friend", lives: 9, friend: { name: "3 friend friend", lives: 9 } } },
          ],
        },
      );
      graph.askedAtMost({ a: 1, c: 1 });
    });
  },
);

/** An animal with a friend of some type, who has one of the same. */
function animal(typeName: string, id: string, friend: string): object {
  const friends = (of: string): object => ({
    ...named(friend, `${of} friend`),
    friend: named(friend, `${of} friend friend`),
  });
  return { ...named(typeName, id), friend: friends(id) };
}

function named(typeName: string, id: string): object {
  return { __typename: typeName, id, name: id };
}

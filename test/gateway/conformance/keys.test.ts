import { describeGraph } from "./conformance.ts";
import { asGiven, type WithId } from "./references.ts";

describeGraph(
  "two subgraphs that share no key",
  [
    {
      name: "a",
      typeDefs: `type Query { t: T list: [T] } type T @key(fields: "id") { id: ID! }`,
      resolvers: { Query: { t: () => ({ id: "1" }), list: () => [{ id: "1" }, null, { id: "2" }] } },
    },
    {
      name: "b",
      typeDefs: `type T @key(fields: "id") @key(fields: "code") { id: ID! code: String! }`,
      resolvers: { T: { __resolveReference: ({ id }: WithId) => ({ id, code: `c${id}` }) } },
    },
    {
      name: "c",
      typeDefs: `type T @key(fields: "code") @key(fields: "number") { code: String! number: Int! deep: String }`,
      resolvers: {
        T: {
          __resolveReference: ({ code }: { code: string }) => ({ code, number: Number(code.slice(1)) }),
          deep: ({ code }: { code: string }) => `deep ${code}`,
        },
      },
    },
    {
      name: "d",
      typeDefs: `type T @key(fields: "number") { number: Int! deepest: String }`,
      resolvers: {
        T: { __resolveReference: asGiven, deepest: ({ number }: { number: number }) => `deepest ${number}` },
      },
    },
  ],
  (item) => {
    item("C09.1", "collects a key through a third subgraph", async (graph) => {
      await graph.answers(`{ t { deep } }`, { t: { deep: "deep c1" } });
      graph.askedAtMost({ a: 1, b: 1, c: 1 });
    });

    item("C09.2", "collects a key through two others, in a list with a null", async (graph) => {
      await graph.answers(`{ list { deepest } }`, { list: [{ deepest: "deepest 1" }, null, { deepest: "deepest 2" }] });
      graph.askedAtMost({ a: 1, b: 1, c: 1, d: 1 });
    });
  },
);

describeGraph(
  "entities with a key of several fields, one inside another object, and one in a list",
  [
    {
      name: "a",
      typeDefs: `
        type Query { slots: [Slot!]! }
        type Slot @key(fields: "row column") @key(fields: "room { code }") @key(fields: "marks") {
          row: Int! column: Int! room: Room! marks: [Int!]!
        }
        type Room @shareable { code: String! }
      `,
      resolvers: {
        Query: {
          slots: () => [
            { row: 1, column: 2, room: { code: "x" }, marks: [7, 8] },
            { row: 2, column: 1, room: { code: "y" }, marks: [] },
          ],
        },
      },
    },
    {
      name: "b",
      typeDefs: `type Slot @key(fields: "column row") { row: Int! column: Int! label: String }`,
      resolvers: {
        Slot: {
          __resolveReference: asGiven,
          label: ({ row, column }: { row: number; column: number }) => `${row}/${column}`,
        },
      },
    },
    {
      name: "c",
      typeDefs: `
        type Slot @key(fields: "room { code }") { room: Room! keeper: String }
        type Room @shareable { code: String! }
      `,
      resolvers: {
        Slot: {
          __resolveReference: asGiven,
          keeper: ({ room }: { room: { code: string } }) => `keeper of ${room.code}`,
        },
      },
    },
    {
      name: "d",
      typeDefs: `type Slot @key(fields: "marks") { marks: [Int!]! total: Int }`,
      resolvers: {
        Slot: {
          __resolveReference: asGiven,
          total: ({ marks }: { marks: number[] }) => marks.reduce((total, mark) => total + mark, 0),
        },
      },
    },
  ],
  (item) => {
    item("C09.3", "joins by a compound key, whatever the order of its fields", async (graph) => {
      await graph.answers(`{ slots { label } }`, { slots: [{ label: "1/2" }, { label: "2/1" }] });
    });

    item("C09.4", "joins by a key inside another object", async (graph) => {
      await graph.answers(`{ slots { keeper } }`, { slots: [{ keeper: "keeper of x" }, { keeper: "keeper of y" }] });
    });

    item("C09.5", "joins by a key that is a list", async (graph) => {
      await graph.answers(`{ slots { total marks } }`, {
        slots: [
          { total: 15, marks: [7, 8] },
          { total: 0, marks: [] },
        ],
      });
    });

    item("C09.6", "joins by each of several keys at once, and shows none that was not asked for", async (graph) => {
      await graph.answers(`{ slots { keeper label total } }`, {
        slots: [
          { keeper: "keeper of x", label: "1/2", total: 15 },
          { keeper: "keeper of y", label: "2/1", total: 0 },
        ],
      });
      graph.askedAtMost({ a: 1, b: 1, c: 1, d: 1 });
    });
  },
);

describeGraph(
  "a key inside an entity that has to be fetched itself",
  [
    {
      name: "a",
      typeDefs: `
        type Query { house: House }
        type House @key(fields: "id") { id: ID! owner: Owner! @shareable }
        type Owner @key(fields: "id") { id: ID! }
      `,
      resolvers: {
        Query: { house: () => ({ id: "h", owner: { id: "o" } }) },
        House: { __resolveReference: ({ id }: WithId) => ({ id, owner: { id: "o" } }) },
      },
    },
    {
      name: "b",
      typeDefs: `type Owner @key(fields: "id") { id: ID! email: String! @shareable }`,
      resolvers: { Owner: { __resolveReference: ({ id }: WithId) => ({ id, email: `${id}@example.org` }) } },
    },
    {
      name: "c",
      typeDefs: `
        type House @key(fields: "owner { email }") { owner: Owner! label: String }
        type Owner @shareable { email: String! }
      `,
      resolvers: {
        House: {
          __resolveReference: asGiven,
          label: ({ owner }: { owner: { email: string } }) => `house of ${owner.email}`,
        },
      },
    },
  ],
  (item) => {
    item("C09.7", "collects a key of which a part is a field of another entity", async (graph) => {
      await graph.answers(`{ house { label } }`, { house: { label: "house of o@example.org" } });
      graph.askedAtMost({ a: 1, b: 1, c: 1 });
    });
  },
);

describeGraph(
  "a subgraph that resolves entities by one of its keys only",
  [
    {
      name: "a",
      typeDefs: `type Query { t: T } type T @key(fields: "id") { id: ID! own: Int }`,
      resolvers: { Query: { t: () => ({ id: "1", own: 5 }) }, T: { __resolveReference: asGiven, own: () => 5 } },
    },
    {
      name: "b",
      typeDefs: `
        type Query { other: T }
        type T @key(fields: "id", resolvable: false) @key(fields: "code") { id: ID! code: String! deep: String }
      `,
      resolvers: {
        Query: { other: () => ({ id: "1", code: "c1" }) },
        T: {
          __resolveReference: ({ code }: { code?: string }) => {
            if (code === undefined) throw new Error("this key is not resolvable");
            return { id: "1", code };
          },
          deep: ({ code }: { code: string }) => `deep ${code}`,
        },
      },
    },
    {
      name: "c",
      typeDefs: `type T @key(fields: "id") { id: ID! code: String! @shareable }`,
      resolvers: { T: { __resolveReference: ({ id }: WithId) => ({ id, code: `c${id}` }) } },
    },
  ],
  (item) => {
    item("C09.8", "takes the way round where the direct key is not resolvable", async (graph) => {
      await graph.answers(`{ t { deep } }`, { t: { deep: "deep c1" } });
      graph.askedAtMost({ a: 1, b: 1, c: 1 });
    });

    item("C09.9", "leaves a subgraph by the key by which it cannot be entered", async (graph) => {
      await graph.answers(`{ other { own deep id } }`, { other: { own: 5, deep: "deep c1", id: "1" } });
      graph.askedAtMost({ a: 1, b: 1 });
    });
  },
);

describeGraph(
  "a subgraph that only refers to entities",
  [
    {
      name: "a",
      typeDefs: `
        type Query { orders: [Order!]! }
        type Order { item: Item }
        type Item @key(fields: "id", resolvable: false) { id: ID! }
      `,
      resolvers: {
        Query: { orders: () => [{ item: { id: "1" } }, { item: null }, { item: { id: "2" } }, { item: { id: "1" } }] },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Query { item: Item }
        type Item @key(fields: "id") { id: ID! name: String }
      `,
      resolvers: {
        Query: { item: () => ({ id: "9" }) },
        Item: { __resolveReference: asGiven, name: ({ id }: WithId) => `name of ${id}` },
      },
    },
  ],
  (item) => {
    item("C09.10", "joins what is referred to, one representation an entity, nulls in their places", async (graph) => {
      await graph.answers(`{ orders { item { name } } }`, {
        orders: [
          { item: { name: "name of 1" } },
          { item: null },
          { item: { name: "name of 2" } },
          { item: { name: "name of 1" } },
        ],
      });
      graph.askedAtMost({ a: 1, b: 1 });
      graph.representationsAtMost({ b: 2 });
    });

    item("C09.11", "answers the key alone without asking who resolves it", async (graph) => {
      await graph.answers(`{ orders { item { id __typename } } }`, {
        orders: [
          { item: { id: "1", __typename: "Item" } },
          { item: null },
          { item: { id: "2", __typename: "Item" } },
          { item: { id: "1", __typename: "Item" } },
        ],
      });
      graph.askedAtMost({ a: 1 });
    });

    item("C09.12", "answers root fields of several subgraphs in the order of the query", async (graph) => {
      await graph.answers(`{ item { name } orders { item { id } } last: item { id } }`, {
        item: { name: "name of 9" },
        orders: [{ item: { id: "1" } }, { item: null }, { item: { id: "2" } }, { item: { id: "1" } }],
        last: { id: "9" },
      });
      graph.askedAtMost({ a: 1, b: 1 });
    });
  },
);

/** Lets resolvers go on when two of them are under way. */
const meeting = (() => {
  let waiting: (() => void) | null = null;
  return async (): Promise<number> => {
    if (waiting === null) await new Promise<void>((resolve) => (waiting = resolve));
    else waiting();
    waiting = null;
    return 1;
  };
})();

describeGraph(
  "root fields of several subgraphs",
  [
    { name: "a", typeDefs: `type Query { a: Int }`, resolvers: { Query: { a: meeting } } },
    { name: "b", typeDefs: `type Query { b: Int }`, resolvers: { Query: { b: meeting } } },
  ],
  (item) => {
    item("C09.13", "are asked at once", async (graph) => {
      await graph.answers(`{ second: b first: a }`, { second: 1, first: 1 });
    });
  },
);

const REFS = [
  { b: [1, null], a: { __typename: "T" } },
  [1, 2],
  "x",
  5,
  false,
  { b: [1, null], a: { __typename: "U" } },
];

describeGraph(
  "a key that is a scalar of the schema's own",
  [
    {
      name: "a",
      typeDefs: `scalar Ref type Query { all: [T] } type T @key(fields: "ref") { ref: Ref! }`,
      resolvers: { Query: { all: () => [...REFS, REFS[0]].map((ref) => ({ ref })) } },
    },
    {
      name: "b",
      typeDefs: `scalar Ref type T @key(fields: "ref") { ref: Ref! text: String }`,
      resolvers: { T: { __resolveReference: asGiven, text: ({ ref }: { ref: unknown }) => JSON.stringify(ref) } },
    },
  ],
  (item) => {
    item("C09.14", "is sent as it is, whatever it holds", async (graph) => {
      await graph.answers(`{ all { text } }`, {
        all: [...REFS, REFS[0]].map((ref) => ({ text: JSON.stringify(ref) })),
      });
    });
  },
);

import { describeGraph } from "./conformance.ts";
import { asGiven, type WithId } from "./references.ts";

const ONE_SET = "only one of the sets of arguments reaches the entity, for all who require the field";

interface WithPrice {
  readonly price: number;
}

/** A price in the currency asked for, in dollars unless told. */
const price = (_: unknown, { currency }: { currency: string }): number =>
  ({ KRW: 1000, USD: 1, EUR: 2 })[currency] ?? -1;

describeGraph(
  "one field required with several sets of arguments",
  [
    {
      name: "a",
      typeDefs: `
        type Query { box: Box boxes: [Box!]! wares: [Ware] }
        interface Ware { price(currency: String = "USD"): Int }
        type Box implements Ware @key(fields: "id") { id: ID! price(currency: String = "USD"): Int }
        type Can implements Ware @key(fields: "id") { id: ID! price(currency: String = "USD"): Int }
      `,
      resolvers: {
        Query: {
          box: () => ({ id: "1" }),
          boxes: () => [{ id: "1" }, { id: "2" }],
          wares: () => [{ __typename: "Box", id: "1" }, { __typename: "Can", id: "2" }, null],
        },
        Box: { price },
        Can: { price },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Box @key(fields: "id") {
          id: ID!
          price(currency: String = "USD"): Int @external
          won: String @requires(fields: "price(currency: \\"KRW\\")")
          euro: String @requires(fields: "price(currency: \\"EUR\\")")
          usual: String @requires(fields: "price")
        }
        type Can @key(fields: "id") {
          id: ID!
          price(currency: String = "USD"): Int @external
          euro: String @requires(fields: "price(currency: \\"EUR\\")")
        }
      `,
      resolvers: {
        Box: {
          __resolveReference: asGiven,
          won: (box: WithPrice) => `${box.price} won`,
          euro: (box: WithPrice) => `${box.price} euro`,
          usual: (box: WithPrice) => `${box.price} dollars`,
        },
        Can: { __resolveReference: asGiven, euro: (can: WithPrice) => `${can.price} euro a can` },
      },
    },
  ],
  (item) => {
    item(
      "C03.1",
      "gives two fields of one entity each its own arguments",
      async (graph) => {
        await graph.answers(`{ box { won euro } }`, { box: { won: "1000 won", euro: "2 euro" } });
      },
      { apollo: ONE_SET },
    );

    item(
      "C03.2",
      "gives three fields of entities in a list each their own arguments, one the default",
      async (graph) => {
        const box = { usual: "1 dollars", euro: "2 euro", won: "1000 won" };
        await graph.answers(`{ boxes { usual euro won } }`, { boxes: [box, box] });
      },
      { apollo: ONE_SET },
    );

    item(
      "C03.3",
      "gives two runtime types each their own arguments",
      async (graph) => {
        await graph.answers(`{ wares { ... on Box { won } ... on Can { euro } } }`, {
          wares: [{ won: "1000 won" }, { euro: "2 euro a can" }, null],
        });
        await graph.answers(`{ wares { ... on Can { x: euro } ... on Box { x: won y: euro } } }`, {
          wares: [{ x: "1000 won", y: "2 euro" }, { x: "2 euro a can" }, null],
        });
      },
      { apollo: ONE_SET },
    );

    item("C03.4", "keeps them apart over two aliases of one entity", async (graph) => {
      await graph.answers(`{ one: box { x: won } two: box { x: euro } }`, {
        one: { x: "1000 won" },
        two: { x: "2 euro" },
      });
    });

    item(
      "C03.5",
      "keeps them apart from the client's own arguments, which are variables",
      async (graph) => {
        const query = `query ($c: String) { box { price(currency: $c) won euro } }`;
        for (const [c, price] of [
          ["KRW", 1000],
          ["EUR", 2],
          ["XXX", -1],
        ] as const) {
          await graph.answers(query, { box: { price, won: "1000 won", euro: "2 euro" } }, { variables: { c } });
        }
        await graph.answers(query, { box: { price: 1, won: "1000 won", euro: "2 euro" } });
      },
      { apollo: ONE_SET },
    );

    item(
      "C06.1",
      "keeps the input apart from the client's selection of it with other arguments",
      async (graph) => {
        await graph.answers(`{ box { price(currency: "EUR") won } }`, { box: { price: 2, won: "1000 won" } });
        await graph.answers(`{ box { won price } }`, { box: { won: "1000 won", price: 1 } });
      },
      { apollo: "the client's value, of other arguments, is sent as the input" },
    );

    item(
      "C06.2",
      "takes the input from the client's selection of it under another alias",
      async (graph) => {
        await graph.answers(`{ box { x: price(currency: "KRW") won price } }`, {
          box: { x: 1000, won: "1000 won", price: 1 },
        });
        graph.askedAtMost({ a: 1, b: 1 });
      },
      { apollo: "the client's value, of other arguments, is sent as the input" },
    );

    item(
      "C06.3",
      "does not take for the input what the client gave its name",
      async (graph) => {
        await graph.answers(`{ box { price: id won } }`, { box: { price: "1", won: "1000 won" } });
      },
      { apollo: "what has the input's name as alias is sent as the input" },
    );

    item(
      "C06.6",
      "is not misled by names of the client's that are those of the fields themselves",
      async (graph) => {
        await graph.answers(`{ box { won: price(currency: "EUR") euro: won price: euro id: usual usual: id } }`, {
          box: { won: 2, euro: "1000 won", price: "2 euro", id: "1 dollars", usual: "1" },
        });
      },
      { apollo: "what has the input's name as alias is sent as the input" },
    );

    item(
      "C06.4",
      "fetches the input where the client's own selection of it is skipped",
      async (graph) => {
        const query = `query ($no: Boolean!) {
        box { price(currency: "KRW") @include(if: $no) ... on Box @skip(if: $no) { won } ...f @include(if: $no) }
      }
      fragment f on Box { usual price(currency: "KRW") }`;
        await graph.answers(query, { box: { won: "1000 won" } }, { variables: { no: false } });
        await graph.answers(query, { box: { price: 1000, usual: "1 dollars" } }, { variables: { no: true } });
      },
      {
        apollo: "the subgraph is asked for one name with two sets of arguments, which it refuses",
      },
    );

    item("C06.5", "fetches the input where the client's own selection of it is on another type", async (graph) => {
      await graph.answers(`{ wares { ... on Can { price } ... on Box { usual } } }`, {
        wares: [{ usual: "1 dollars" }, { price: 1 }, null],
      });
    });
  },
);

describeGraph(
  "fields that require what requires something itself",
  [
    {
      name: "a",
      typeDefs: `
        type Query { t: T list: [T] }
        type T @key(fields: "id") {
          id: ID! one: Int
          two: Int @external
          back: Int @requires(fields: "two")
        }
      `,
      resolvers: {
        Query: { t: () => ({ id: "1" }), list: () => [{ id: "1" }, null, { id: "2" }] },
        T: {
          __resolveReference: asGiven,
          one: ({ id }: WithId) => Number(id),
          back: ({ two }: { two: number }) => -two,
        },
      },
    },
    {
      name: "b",
      typeDefs: `type T @key(fields: "id") { id: ID! one: Int @external two: Int @requires(fields: "one") }`,
      resolvers: { T: { __resolveReference: asGiven, two: ({ one }: { one: number }) => one * 2 } },
    },
    {
      name: "c",
      typeDefs: `
        type T @key(fields: "id") {
          id: ID! two: Int @external ten: Int @external one: Int @external
          three: Int @requires(fields: "two ten")
          sum: Int @requires(fields: "one ten")
        }
      `,
      resolvers: {
        T: {
          __resolveReference: asGiven,
          three: ({ two, ten }: { two: number; ten: number }) => two * ten,
          sum: ({ one, ten }: { one: number; ten: number }) => one + ten,
        },
      },
    },
    {
      name: "d",
      typeDefs: `
        type T @key(fields: "id") {
          id: ID! ten: Int three: Int @external
          four: Int @requires(fields: "three")
        }
      `,
      resolvers: {
        T: { __resolveReference: asGiven, ten: () => 10, four: ({ three }: { three: number }) => three + 4 },
      },
    },
  ],
  (item) => {
    item("C04.1", "takes the inputs of one field from two subgraphs", async (graph) => {
      await graph.answers(`{ t { sum } }`, { t: { sum: 11 } });
      graph.askedAtMost({ a: 1, c: 1, d: 1 });
    });

    item("C04.2", "resolves an input that has an input", async (graph) => {
      await graph.answers(`{ list { three } }`, { list: [{ three: 20 }, null, { three: 40 }] });
      graph.askedAtMost({ a: 1, b: 1, c: 1, d: 1 });
    });

    item("C04.3", "chains over four subgraphs, two visits to one of them", async (graph) => {
      await graph.answers(`{ list { four } }`, { list: [{ four: 24 }, null, { four: 44 }] });
    });

    item("C04.4", "shares one chain among several fields, fragments and aliases", async (graph) => {
      const query = `
        { t { p: four q: four ... on T { three x: two } ...f } }
        fragment f on T { three four sum }
      `;
      await graph.answers(query, { t: { p: 24, q: 24, three: 20, x: 2, four: 24, sum: 11 } });
    });

    item("C04.5", "comes back into the subgraph where it began", async (graph) => {
      await graph.answers(`{ t { back one } }`, { t: { back: -2, one: 1 } });
      graph.askedAtMost({ a: 2, b: 1 });
    });

    item(
      "C04.6",
      "shows inputs to the client only where it asks for them",
      async (graph) => {
        await graph.answers(`{ t { back two: id four } }`, { t: { back: -2, two: "1", four: 24 } });
      },
      { apollo: "an input is answered in the place of the field that has its name as alias" },
    );

    item("C04.7", "visits no subgraph oftener than the chain has steps in it", async (graph) => {
      await graph.ask(`{ list { four x: four three } }`);
      graph.askedAtMost({ a: 1, b: 1, c: 1, d: 2 });
    });
  },
);

describeGraph(
  "inputs inside other entities",
  [
    {
      name: "a",
      typeDefs: `
        type Query { team: Team }
        type Team @key(fields: "id") { id: ID! lead: Person members: [Person] }
        type Person @key(fields: "id") { id: ID! }
      `,
      resolvers: {
        Query: { team: () => ({ id: "t", lead: { id: "1" }, members: [{ id: "1" }, null, { id: "2" }] }) },
      },
    },
    {
      name: "b",
      typeDefs: `type Person @key(fields: "id") { id: ID! score(scale: Int = 1): Int }`,
      resolvers: {
        Person: {
          __resolveReference: asGiven,
          score: ({ id }: WithId, { scale }: { scale: number }) => Number(id) * scale,
        },
      },
    },
    {
      name: "c",
      typeDefs: `
        type Team @key(fields: "id") {
          id: ID! lead: Person @external members: [Person] @external
          total: Int @requires(fields: "members { score }")
          scaled: Int @requires(fields: "lead { score(scale: 10) }")
          other: Int @requires(fields: "lead { score(scale: 100) }")
        }
        type Person @key(fields: "id") { id: ID! score(scale: Int = 1): Int @external }
      `,
      resolvers: {
        Team: {
          __resolveReference: asGiven,
          total: ({ members }: { members: ({ score: number } | null)[] }) =>
            members.reduce((total, member) => total + (member?.score ?? 1000), 0),
          scaled: ({ lead }: { lead: { score: number } }) => lead.score,
          other: ({ lead }: { lead: { score: number } }) => lead.score,
        },
      },
    },
  ],
  (item) => {
    item("C04.8", "fetches them where they are resolved, for each of a list", async (graph) => {
      await graph.answers(`{ team { total } }`, { team: { total: 1003 } });
      graph.askedAtMost({ a: 1, b: 1, c: 1 });
    });

    item(
      "C03.6",
      "keeps apart two sets of arguments there, and the client's own",
      async (graph) => {
        await graph.answers(`{ team { scaled lead { score } other } }`, {
          team: { scaled: 10, lead: { score: 1 }, other: 100 },
        });
      },
      { apollo: ONE_SET },
    );
  },
);

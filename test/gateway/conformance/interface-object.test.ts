import { GraphQLError } from "graphql";
import { describeGraph } from "./conformance.ts";
import { asGiven, type WithId } from "./references.ts";

const media = [
  { __typename: "Book", id: "1", title: "b1", pages: 10 },
  { __typename: "Film", id: "2", title: "f2", minutes: 90 },
  null,
];

const mediumOf = ({ id }: WithId): object | null | undefined => media.find((one) => one?.id === id);

describeGraph(
  "@interfaceObject",
  [
    {
      name: "a",
      typeDefs: `
        type Query { media: [Media] anything: [Anything] medium(id: ID!): Media book: Book }
        interface Media @key(fields: "id") { id: ID! title: String }
        type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
        type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int }
        union Anything = Book | Film
      `,
      resolvers: {
        Query: {
          media: () => media,
          anything: () => media,
          medium: (_: unknown, reference: WithId) => mediumOf(reference),
          book: () => media[0],
        },
        Media: { __resolveReference: mediumOf },
        Book: { __resolveReference: mediumOf },
        Film: { __resolveReference: mediumOf },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Book @key(fields: "id") { id: ID! author: String }
        type Film @key(fields: "id") { id: ID! director: String }
      `,
      resolvers: {
        Book: { __resolveReference: asGiven, author: ({ id }: WithId) => `author of ${id}` },
        Film: { __resolveReference: asGiven, director: ({ id }: WithId) => `director of ${id}` },
      },
    },
    {
      name: "c",
      typeDefs: `
        type Query { top: [Media] }
        type Media @key(fields: "id") @interfaceObject {
          id: ID! stars: Int rank: Int @shareable related: Media
          mark(of: Int = 2): Int
        }
      `,
      resolvers: {
        Query: { top: () => [{ id: "2" }, { id: "1" }] },
        Media: {
          __resolveReference: asGiven,
          stars: ({ id }: WithId) => Number(id) + 3,
          rank: ({ id }: WithId) => Number(id),
          related: ({ id }: WithId) => ({ id: id === "1" ? "2" : "1" }),
          mark: ({ id }: WithId) => {
            if (id === "2") throw new GraphQLError("no mark", { extensions: { code: "NOT_FOUND" } });
            return 7;
          },
        },
      },
    },
    {
      name: "d",
      typeDefs: `
        type Media @key(fields: "id") @interfaceObject {
          id: ID! title: String @external stars: Int @external
          rank: Int @shareable
          blurb: String @requires(fields: "title stars")
        }
      `,
      resolvers: {
        Media: {
          __resolveReference: asGiven,
          rank: ({ id }: WithId) => Number(id),
          blurb: ({ title, stars }: { title: string; stars: number }) => `${title}: ${stars}`,
        },
      },
    },
  ],
  (item) => {
    item("C13.1", "adds a field to every implementation, in a list of mixed types", async (graph) => {
      await graph.answers(`{ media { kind: __typename stars title } }`, {
        media: [{ kind: "Book", stars: 4, title: "b1" }, { kind: "Film", stars: 5, title: "f2" }, null],
      });
      graph.askedAtMost({ a: 1, c: 1 });
    });

    item("C13.2", "adds it where the type is concrete, by itself or in a fragment", async (graph) => {
      await graph.answers(`{ book { stars } media { ... on Film { stars } } }`, {
        book: { stars: 4 },
        media: [{}, { stars: 5 }, null],
      });
      await graph.answers(`{ anything { ... on Book { stars } ... on Media { stars rank } } }`, {
        anything: [{ stars: 4, rank: 1 }, { stars: 5, rank: 2 }, null],
      });
    });

    item("C13.3", "finds the concrete types of what the subgraph of the object gives", async (graph) => {
      await graph.answers(`{ top { stars __typename title ... on Book { pages author } ... on Film { director } } }`, {
        top: [
          { stars: 5, __typename: "Film", title: "f2", director: "director of 2" },
          { stars: 4, __typename: "Book", title: "b1", pages: 10, author: "author of 1" },
        ],
      });
    });

    item("C13.4", "answers a fragment on one concrete type only", async (graph) => {
      await graph.answers(`{ top { ... on Book { stars } } }`, { top: [{}, { stars: 4 }] });
      await graph.answers(`{ top { ... on Film { director } } }`, { top: [{ director: "director of 2" }, {}] });
    });

    item(
      "C13.16",
      "asks for a field of one type only of its objects, beside what is asked of all",
      async (graph) => {
        await graph.answers(
          `{ media { mark(of: 2) ... on Book { again: mark } } }`,
          { media: [{ mark: 7, again: 7 }, { mark: null }, null] },
          { errors: ["NOT_FOUND media.1.mark"] },
        );
        graph.askedAtMost({ a: 1, c: 1 });
      },
      { apollo: "a field of one type is asked of objects of every type behind it, and its errors are told" },
    );

    item("C13.5", "answers __typename alone with the concrete types", async (graph) => {
      await graph.answers(`{ top { __typename } }`, { top: [{ __typename: "Film" }, { __typename: "Book" }] });
      await graph.answers(`{ top { related { __typename } } }`, {
        top: [{ related: { __typename: "Book" } }, { related: { __typename: "Film" } }],
      });
    });

    item("C13.6", "asks nobody for the concrete type where the client does not need it", async (graph) => {
      await graph.answers(`{ top { id stars related { stars } } }`, {
        top: [
          { id: "2", stars: 5, related: { stars: 4 } },
          { id: "1", stars: 4, related: { stars: 5 } },
        ],
      });
      graph.askedAtMost({ c: 1 });
    });

    item("C13.7", "resolves a field that two such subgraphs implement in either", async (graph) => {
      await graph.answers(`{ media { rank blurb } top { rank } }`, {
        media: [{ rank: 1, blurb: "b1: 4" }, { rank: 2, blurb: "f2: 5" }, null],
        top: [{ rank: 2 }, { rank: 1 }],
      });
    });

    item("C13.8", "requires fields of the interface and of another such subgraph", async (graph) => {
      await graph.answers(`{ top { blurb } book { blurb } medium(id: "2") { blurb } }`, {
        top: [{ blurb: "f2: 5" }, { blurb: "b1: 4" }],
        book: { blurb: "b1: 4" },
        medium: { blurb: "f2: 5" },
      });
    });

    item("C13.9", "goes from implementation to object and back to another implementation", async (graph) => {
      await graph.answers(`{ book { related { title __typename ... on Film { minutes related { title } } } } }`, {
        book: { related: { title: "f2", __typename: "Film", minutes: 90, related: { title: "b1" } } },
      });
    });

    item("C13.10", "answers null for an object that is not there", async (graph) => {
      await graph.answers(`{ medium(id: "9") { stars __typename } }`, { medium: null });
    });
  },
);

describeGraph(
  "@interfaceObject beside entities, unions and value types",
  [
    {
      name: "a",
      typeDefs: `
        type Query { accounts: [Account!]! }
        interface Account @key(fields: "id") { id: ID! owner: String tags: [String!] }
        type Savings implements Account @key(fields: "id") { id: ID! owner: String tags: [String!] rate: Int }
        type Current implements Account @key(fields: "id") { id: ID! owner: String tags: [String!] limit: Int }
      `,
      resolvers: {
        Query: { accounts: () => [accountOf({ id: "s1" }), accountOf({ id: "c1" })] },
        Account: { __resolveReference: accountOf },
        Savings: { __resolveReference: accountOf },
        Current: { __resolveReference: accountOf },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Query { events: [Event] ledger: Ledger }
        union Event = Opened | Closed
        type Opened { account: Account }
        type Closed { account: Account reason: String }
        type Ledger @key(fields: "id") { id: ID! accounts: [Account] }
        type Account @key(fields: "id") @interfaceObject {
          id: ID! owner: String @external tags: [String!] @external
          balance(currency: String = "KRW"): String
          summary: String @requires(fields: "owner tags")
          parent: Account
        }
      `,
      resolvers: {
        Query: {
          events: () => [
            { __typename: "Opened", account: { id: "s1" } },
            null,
            { __typename: "Closed", account: { id: "c1" }, reason: "r" },
            { __typename: "Closed", account: null, reason: "none" },
          ],
          ledger: () => ({ id: "l", accounts: [{ id: "c1" }, null, { id: "s1" }] }),
        },
        Account: {
          __resolveReference: asGiven,
          balance: ({ id }: WithId, { currency }: { currency: string }) => `${id} ${currency}`,
          summary: ({ owner, tags }: { owner: string; tags: string[] }) => `${owner}: ${tags.join()}`,
          parent: ({ id }: WithId) => (id === "c1" ? { id: "s1" } : null),
        },
      },
    },
    {
      name: "c",
      typeDefs: `type Savings @key(fields: "id") { id: ID! bonus: Int } type Ledger @key(fields: "id") { id: ID! year: Int }`,
      resolvers: {
        Savings: { __resolveReference: asGiven, bonus: () => 7 },
        Ledger: { __resolveReference: asGiven, year: () => 2026 },
      },
    },
  ],
  (item) => {
    item("C13.11", "is found under a union's members, with nulls between them", async (graph) => {
      const query = `{ events {
        __typename
        ... on Opened { account { __typename balance ... on Savings { rate bonus } } }
        ... on Closed { reason account { owner balance(currency: "USD") ... on Current { limit } } }
      } }`;
      await graph.answers(query, {
        events: [
          { __typename: "Opened", account: { __typename: "Savings", balance: "s1 KRW", rate: 3, bonus: 7 } },
          null,
          { __typename: "Closed", reason: "r", account: { owner: "o-c1", balance: "c1 USD", limit: 100 } },
          { __typename: "Closed", reason: "none", account: null },
        ],
      });
    });

    item("C13.12", "answers fields, and others under the same names, by concrete type", async (graph) => {
      await graph.answers(
        `{ ledger { year accounts { ... on Savings { x: bonus } ... on Current { x: limit } id: owner } } }`,
        {
          ledger: { year: 2026, accounts: [{ x: 100, id: "o-c1" }, null, { x: 7, id: "o-s1" }] },
        },
      );
    });

    item("C13.13", "requires fields of the interface on the way through objects of it", async (graph) => {
      await graph.answers(
        `{ accounts { summary } ledger { accounts { parent { summary __typename parent { id } } } } }`,
        {
          accounts: [{ summary: "o-s1: x,y" }, { summary: "o-c1: x,y" }],
          ledger: {
            accounts: [
              { parent: { summary: "o-s1: x,y", __typename: "Savings", parent: null } },
              null,
              { parent: null },
            ],
          },
        },
      );
    });

    item("C13.14", "honours conditions on concrete types", async (graph) => {
      const query = `query ($a: Boolean!) {
        ledger { accounts { ... on Current @include(if: $a) { limit balance } ... on Account @skip(if: $a) { __typename } } }
      }`;
      await graph.answers(
        query,
        { ledger: { accounts: [{ limit: 100, balance: "c1 KRW" }, null, {}] } },
        { variables: { a: true } },
      );
      await graph.answers(
        query,
        { ledger: { accounts: [{ __typename: "Current" }, null, { __typename: "Savings" }] } },
        { variables: { a: false } },
      );
    });

    item("C13.15", "takes the interface as the condition of a fragment, and its own name for none", async (graph) => {
      await graph.answers(`{ ledger { accounts { ... on Account { balance owner } } } }`, {
        ledger: { accounts: [{ balance: "c1 KRW", owner: "o-c1" }, null, { balance: "s1 KRW", owner: "o-s1" }] },
      });
      await graph.answers(`{ accounts { kind: __typename parent { __typename } } }`, {
        accounts: [
          { kind: "Savings", parent: null },
          { kind: "Current", parent: { __typename: "Savings" } },
        ],
      });
    });
  },
);

function accountOf({ id }: WithId): object {
  const common = { id, owner: `o-${id}`, tags: ["x", "y"] };
  return id.startsWith("s")
    ? { __typename: "Savings", ...common, rate: 3 }
    : { __typename: "Current", ...common, limit: 100 };
}

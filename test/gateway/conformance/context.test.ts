import { expect } from "@jest/globals";
import { describeGraph } from "./conformance.ts";
import { asGiven } from "./references.ts";

const REFUSED = "a supergraph with contexts is refused";

/** Writes the arguments that the gateway filled in. */
const told = (_: unknown, { currency, by }: { currency?: string; by?: string }): string =>
  `in ${currency}${by ? ` by ${by}` : ""}`;

describeGraph(
  "@context and @fromContext",
  [
    {
      name: "a",
      typeDefs: `
        type Query { me: User users: [User] org: Org holder: Holder }
        type User @key(fields: "id") @context(name: "owner") { id: ID! currency: String! account: Account accounts: [Account] wallet: Wallet }
        type Org @key(fields: "id") @context(name: "owner") { id: ID! currency: String! account: Account }
        union Holder = User | Org
        type Wallet { account: Account }
        type Account @key(fields: "id") {
          id: ID!
          balance(currency: String @fromContext(field: "$owner { currency }"), by: String): String
        }
      `,
      resolvers: {
        Query: {
          me: () => user("1", "KRW"),
          users: () => [user("1", "KRW"), null, user("2", "EUR")],
          org: () => ({ __typename: "Org", id: "o", currency: "USD", account: { id: "x" } }),
          holder: () => ({ __typename: "Org", id: "o", currency: "USD", account: { id: "x" } }),
        },
        Account: { __resolveReference: asGiven, balance: told },
      },
    },
    {
      name: "b",
      typeDefs: `
        type User @key(fields: "id") @context(name: "keeper") { id: ID! city: String! safe: Safe }
        type Safe @key(fields: "id") {
          id: ID!
          place(currency: String @fromContext(field: "$keeper { city }")): String
        }
        type Account @key(fields: "id") { id: ID! bank: String }
      `,
      resolvers: {
        User: { __resolveReference: asGiven, city: () => "Ulsan", safe: () => ({ id: "s" }) },
        Safe: { __resolveReference: asGiven, place: told },
        Account: { __resolveReference: asGiven, bank: () => "bank" },
      },
    },
  ],
  (item) => {
    item(
      "C21.1",
      "fills in an argument from the object around",
      async (graph) => {
        await graph.answers(`{ me { account { balance } } }`, { me: { account: { balance: "in KRW" } } });
      },
      { apollo: REFUSED },
    );

    item(
      "C21.2",
      "fills in each its own in lists, of one entity too",
      async (graph) => {
        await graph.answers(`{ users { accounts { balance } } }`, {
          users: [
            { accounts: [{ balance: "in KRW" }, { balance: "in KRW" }] },
            null,
            { accounts: [{ balance: "in EUR" }, { balance: "in EUR" }] },
          ],
        });
      },
      { apollo: REFUSED },
    );

    item(
      "C21.3",
      "leaves the client's own arguments, and its aliases, alone",
      async (graph) => {
        await graph.answers(`{ me { currency: id account { one: balance(by: "Kim") two: balance } } }`, {
          me: { currency: "1", account: { one: "in KRW by Kim", two: "in KRW" } },
        });
      },
      { apollo: REFUSED },
    );

    item(
      "C21.4",
      "takes the context from whichever type has set it",
      async (graph) => {
        await graph.answers(
          `{ org { account { balance } } holder { ... on Org { account { balance } } ... on User { account { balance } } } }`,
          {
            org: { account: { balance: "in USD" } },
            holder: { account: { balance: "in USD" } },
          },
        );
      },
      { apollo: REFUSED },
    );

    item(
      "C21.5",
      "takes it through a value type, and beside a jump",
      async (graph) => {
        await graph.answers(`{ me { wallet { account { bank balance } } } }`, {
          me: { wallet: { account: { bank: "bank", balance: "in KRW" } } },
        });
      },
      { apollo: REFUSED },
    );

    item(
      "C21.6",
      "takes it from an object that is reached by a jump",
      async (graph) => {
        await graph.answers(`{ users { safe { place } } }`, {
          users: [{ safe: { place: "in Ulsan" } }, null, { safe: { place: "in Ulsan" } }],
        });
      },
      { apollo: REFUSED },
    );

    item(
      "C21.7",
      "hides the argument from clients",
      async (graph) => {
        await graph.answers(`{ __type(name: "Account") { fields { name args { name } } } }`, {
          __type: {
            fields: [
              { name: "id", args: [] },
              { name: "balance", args: [{ name: "by" }] },
              { name: "bank", args: [] },
            ],
          },
        });
      },
      { apollo: REFUSED },
    );
  },
);

describeGraph(
  "values from further up, of many objects and several subgraphs",
  [
    {
      name: "a",
      typeDefs: `
        type Query { people: [Person!]! person(id: ID!): Person party: [Party!]! }
        union Party = Person | Club
        type Person @key(fields: "id") @context(name: "holder") { id: ID! currency: String! account: Account! }
        type Club @key(fields: "id") @context(name: "holder") {
          id: ID! currency: String @external label: String @requires(fields: "currency") account: Account!
        }
        type Account @key(fields: "id") {
          id: ID!
          balance(currency: String @fromContext(field: "$holder { currency }"), by: String): String
          owner(currency: String @fromContext(field: "$holder { currency }"), size: Int): Owner
        }
        type Owner { name: String! of: Owner first: String second: String third: String fourth: String }
      `,
      resolvers: {
        Query: {
          people: () => Array.from({ length: 120 }, (_, at) => holder("Person", String(at))),
          person: (_: unknown, { id }: { id: string }) => (id === "none" ? null : holder("Person", id)),
          party: () => [holder("Person", "1"), holder("Club", "2")],
        },
        Person: { __resolveReference: asGiven },
        Club: { __resolveReference: asGiven, account: ({ id }: { id: string }) => ({ id: `account ${id}` }) },
        Account: { __resolveReference: asGiven, balance: told, owner: () => OWNER },
      },
    },
    {
      name: "b",
      typeDefs: `type Club @key(fields: "id") { id: ID! currency: String }`,
      respond: () => ({ data: null, errors: [{ message: "down" }] }),
    },
  ],
  (item) => {
    item(
      "C21.8",
      "asks for fifty values at once",
      async (graph) => {
        const people = Array.from({ length: 120 }, (_, at) => ({ account: { balance: `in currency ${at}` } }));
        await graph.answers(`{ people { account { balance } } }`, { people });
        expect(graph.asked()).toEqual({ a: 1 + 3 });
      },
      { apollo: REFUSED },
    );

    item(
      "C21.9",
      "asks no objects but those by which the argument is reached",
      async (graph) => {
        await graph.answers(`{ party { ... on Person { account { balance } } ... on Club { id } } }`, {
          party: [{ account: { balance: "in currency 1" } }, { id: "2" }],
        });
        expect(graph.asked()).toEqual({ a: 2 });
      },
      { apollo: REFUSED },
    );

    item(
      "C21.10",
      "leaves the field null with one error where the value is never received, and does not ask for it",
      async (graph) => {
        await graph.answers(
          `{ party { ... on Club { account { balance } } ... on Person { account { balance } } } }`,
          { party: [{ account: { balance: "in currency 1" } }, { account: { balance: null } }] },
          { errors: ["SUBGRAPH_FAILED party.1"] },
        );
        expect(graph.requests.at(-1)?.variables).toMatchObject({ representations: [{ id: "account 1" }] });
      },
      { apollo: REFUSED },
    );

    item(
      "C21.11",
      "sends what the places with objects use, and nothing else",
      async (graph) => {
        const same =
          "name of { name of { name of { name of { name first second third fourth } } } } first second third";
        const query = `query ($by: String, $size: Int) {
          none: person(id: "none") { account { balance(by: $by) owner(size: $size) { ${same} } } }
          some: person(id: "1") { account { balance(by: """$representations_context_0\0""") } }
          more: person(id: "2") { account { one: owner { ${same} } two: owner(size: 2) { ${same} } } }
        }`;
        const owner = { name: "Kim", of: null, first: "a", second: "b", third: null };
        await graph.answers(
          query,
          {
            none: null,
            some: { account: { balance: "in currency 1 by $representations_context_0\0" } },
            more: { account: { one: owner, two: owner } },
          },
          { variables: { by: "Kim", size: 1 } },
        );
        expect(graph.asked()).toEqual({ a: 2 });
        expect(graph.requests[1]?.query).not.toMatch(/\$by|\$size/);
      },
      { apollo: REFUSED },
    );
  },
);

const OWNER = { name: "Kim", of: null, first: "a", second: "b" };

function holder(typeName: string, id: string): object {
  return { __typename: typeName, id, currency: `currency ${id}`, account: { id: `account ${id}` } };
}

function user(id: string, currency: string): object {
  const account = { id: "x" };
  return { __typename: "User", id, currency, account, accounts: [account, { id: "y" }], wallet: { account } };
}

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

function user(id: string, currency: string): object {
  const account = { id: "x" };
  return { __typename: "User", id, currency, account, accounts: [account, { id: "y" }], wallet: { account } };
}

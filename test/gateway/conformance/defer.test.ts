import { describeGraph } from "./conformance.ts";
import { asGiven } from "./references.ts";

describeGraph(
  "@defer, asked by a client that takes one answer",
  [
    {
      name: "a",
      typeDefs: `type Query { me: Person } type Person @key(fields: "id") { id: ID! name: String }`,
      resolvers: { Query: { me: () => ({ id: "1", name: "Kim" }) } },
    },
    {
      name: "b",
      typeDefs: `type Person @key(fields: "id") { id: ID! age: Int }`,
      resolvers: { Person: { __resolveReference: asGiven, age: () => 40 } },
    },
  ],
  (item) => {
    item("C24.1", "answers all at once", async (graph) => {
      await graph.answers(`{ me { name ... @defer { age } } }`, { me: { name: "Kim", age: 40 } });
    });

    item("C24.2", "answers nested ones, named ones, and ones on fragments all at once", async (graph) => {
      const query = `{ ... @defer(label: "x") { me { ...f @defer(label: "y", if: true) } } } fragment f on Person { age ... @defer { name } }`;
      await graph.answers(query, { me: { age: 40, name: "Kim" } });
    });
  },
);

import { expect } from "@jest/globals";
import { describeGraph } from "./conformance.ts";
import { asGiven } from "./references.ts";

const YES_NO = [true, false] as const;

/** Every pair of values of two conditions. */
const PAIRS = YES_NO.flatMap((a) => YES_NO.map((b) => ({ a, b })));

describeGraph(
  "conditions",
  [
    {
      name: "a",
      typeDefs: `
        type Query { me: Person nobody: Person people: [Person] }
        type Person @key(fields: "id") { id: ID! name: String boss: Person }
      `,
      resolvers: {
        Query: { me: () => kim, nobody: () => null, people: () => [kim, null, boss] },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Query { today: String }
        type Person @key(fields: "id") {
          id: ID! age(in: String = "years"): Int city: String
          name: String @external badge: String @requires(fields: "name")
        }
      `,
      resolvers: {
        Query: { today: () => "Monday" },
        Person: {
          __resolveReference: asGiven,
          age: (_: unknown, args: { in: string }) => (args.in === "months" ? 480 : 40),
          city: () => "Ulsan",
          badge: ({ name }: { name: string }) => `badge of ${name}`,
        },
      },
    },
  ],
  (item) => {
    item("C07.1", "needs all of nested conditions to hold, across a jump", async (graph) => {
      const query = `query ($a: Boolean!, $b: Boolean!) { me { name ... @include(if: $a) { age @include(if: $b) } } }`;
      for (const { a, b } of PAIRS) {
        const age = a && b ? { age: 40 } : {};
        await graph.answers(query, { me: { name: "Kim", ...age } }, { variables: { a, b } });
      }
    });

    item("C07.2", "asks nothing for what is skipped", async (graph) => {
      const query = `query ($a: Boolean!, $b: Boolean!) { me { name ... @include(if: $a) { age @skip(if: $b) } } }`;
      await graph.answers(query, { me: { name: "Kim" } }, { variables: { a: true, b: true } });
      expect(graph.asked()).toEqual({ a: 1 });
    });

    item("C07.3", "honours both @skip and @include on one field, and on one fragment", async (graph) => {
      const queries = [
        `query ($a: Boolean!, $b: Boolean!) { me { id age @include(if: $a) @skip(if: $b) } }`,
        `query ($a: Boolean!, $b: Boolean!) { me { id ... on Person @skip(if: $b) @include(if: $a) { age } } }`,
        `query ($a: Boolean!, $b: Boolean!) { me { id ...f @include(if: $a) @skip(if: $b) } } fragment f on Person { age }`,
      ];
      for (const query of queries) {
        for (const { a, b } of PAIRS) {
          const age = a && !b ? { age: 40 } : {};
          await graph.answers(query, { me: { id: "1", ...age } }, { variables: { a, b } });
        }
      }
    });

    item("C07.4", "honours conditions on fragments around a jump, and on what is beyond it", async (graph) => {
      const query = `
        query ($a: Boolean!, $b: Boolean!) { ...q @include(if: $a) }
        fragment q on Query { me { ... on Person @skip(if: $b) { boss { city } } name } }
      `;
      for (const { a, b } of PAIRS) {
        const beyond = b ? {} : { boss: { city: "Ulsan" } };
        await graph.answers(query, a ? { me: { ...beyond, name: "Kim" } } : {}, { variables: { a, b } });
      }
    });

    item("C07.5", "joins by a key that the client has skipped", async (graph) => {
      const query = `query ($a: Boolean!) { me { id @skip(if: $a) age } }`;
      await graph.answers(query, { me: { age: 40 } }, { variables: { a: true } });
      await graph.answers(query, { me: { id: "1", age: 40 } }, { variables: { a: false } });
    });

    item("C07.6", "keeps apart two fetches that would be one, under different conditions", async (graph) => {
      const query = `query ($a: Boolean!, $b: Boolean!) {
        me { age @include(if: $a) } people { city @include(if: $b) } today @skip(if: $a)
      }`;
      for (const { a, b } of PAIRS) {
        const person = b ? { city: "Ulsan" } : {};
        const data = {
          me: a ? { age: 40 } : {},
          people: [person, null, person],
          ...(a ? {} : { today: "Monday" }),
        };
        await graph.answers(query, data, { variables: { a, b } });
      }
    });

    item("C07.7", "answers an empty object, and asks nobody, where every field is skipped", async (graph) => {
      await graph.answers(`query ($a: Boolean!) { me @include(if: $a) { age } }`, {}, { variables: { a: false } });
      await graph.answers(`{ me @skip(if: true) { age } ... @include(if: false) { today } }`, {});
      expect(graph.asked()).toEqual({});
    });

    item(
      "C07.8",
      "answers an empty object where all of its fields are skipped, and null where there is none",
      async (graph) => {
        const query = `query ($a: Boolean!) {
        me { ... on Person @include(if: $a) { age name } } nobody { name @include(if: $a) } people { city @include(if: $a) }
      }`;
        await graph.answers(query, { me: {}, nobody: null, people: [{}, null, {}] }, { variables: { a: false } });
      },
    );

    item("C07.9", "answers a field that is skipped in one place and not in another", async (graph) => {
      const query = `query ($a: Boolean!) { me { age @include(if: $a) } me { ... on Person { age city @skip(if: $a) } } }`;
      await graph.answers(query, { me: { age: 40, city: "Ulsan" } }, { variables: { a: false } });
      await graph.answers(query, { me: { age: 40 } }, { variables: { a: true } });
    });

    item("C07.10", "fetches a required field that the client has skipped", async (graph) => {
      const query = `query ($a: Boolean!) { me { badge name @skip(if: $a) } }`;
      await graph.answers(query, { me: { badge: "badge of Kim" } }, { variables: { a: true } });
      await graph.answers(query, { me: { badge: "badge of Kim", name: "Kim" } }, { variables: { a: false } });
    });

    item(
      "C07.11",
      "does not wait for a required field that is skipped together with what requires it",
      async (graph) => {
        for (const badge of ["... on Person @skip(if: $a) { badge }", "... on Person { badge @skip(if: $a) }"]) {
          const query = `query ($a: Boolean!) { me { city ${badge} } }`;
          await graph.answers(query, { me: { city: "Ulsan" } }, { variables: { a: true } });
          await graph.answers(query, { me: { city: "Ulsan", badge: "badge of Kim" } }, { variables: { a: false } });
        }
      },
      { apollo: "a field that needs no input waits for one that is skipped, and is null" },
    );

    item("C07.12", "lets defaults of variables decide conditions", async (graph) => {
      const query = `query ($a: Boolean! = true, $unit: String = "months") { me { age(in: $unit) @include(if: $a) } }`;
      await graph.answers(query, { me: { age: 480 } });
      await graph.answers(query, { me: { age: 40 } }, { variables: { unit: "years" } });
      await graph.answers(query, { me: {} }, { variables: { a: false } });
    });

    item(
      "C07.13",
      "takes a variable both for a condition and for variables called like a gateway's own",
      async (graph) => {
        for (const name of ["representations", "_r0", "_v0", "r0", "__proto__"]) {
          const query = `query ($${name}: String, $a: Boolean!) { me { age(in: $${name}) @include(if: $a) } }`;
          const variables = JSON.parse(`{"${name}":"months","a":true}`) as Record<string, unknown>;
          await graph.answers(query, { me: { age: 480 } }, { variables });
        }
      },
      { apollo: "a variable called `representations` is taken for the gateway's own" },
    );

    item("C07.14", "honours twenty conditions of one document, each on its own", async (graph) => {
      const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
      const fields = names.map((name) => `${name}: age @include(if: $${name})`);
      const query = `query (${names.map((name) => `$${name}: Boolean!`).join()}) { me { id ${fields.join(" ")} } }`;
      for (const mask of [0, 1, 0b1010_1010_1010_1010_1010, 2 ** 20 - 1]) {
        const isOn = names.map((_, index) => ((mask >> index) & 1) === 1);
        const ages = names.flatMap((name, index) => (isOn[index] === true ? [[name, 40] as const] : []));
        await graph.answers(
          query,
          { me: { id: "1", ...Object.fromEntries(ages) } },
          { variables: Object.fromEntries(names.map((name, index) => [name, isOn[index]])) },
        );
      }
    });
  },
);

const boss = { id: "2", name: "Lee" };
const kim = { id: "1", name: "Kim", boss };

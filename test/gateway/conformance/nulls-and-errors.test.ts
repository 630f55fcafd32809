import { expect } from "@jest/globals";
import { GraphQLError } from "graphql";
import { describeGraph } from "./conformance.ts";
import type { WithId } from "./references.ts";

function refuse(what: string): never {
  throw new GraphQLError(what, { extensions: { code: "FORBIDDEN", internal: "10.0.0.1" } });
}

describeGraph(
  "entities that are null or fail",
  [
    {
      name: "a",
      typeDefs: `
        type Query { items: [Item] firm: [Item!]! item(id: ID!): Item best: Item down: Down failing(code: String): Int }
        type Item @key(fields: "id") { id: ID! }
        type Down @key(fields: "id") { id: ID! }
      `,
      resolvers: {
        Query: {
          items: () => [{ id: "1" }, null, { id: "bad" }, { id: "none" }, { id: "1" }],
          firm: () => [{ id: "1" }, { id: "none" }],
          item: (_: unknown, { id }: WithId) => ({ id }),
          best: () => ({ id: "bad" }),
          down: () => ({ id: "1" }),
          failing: (_: unknown, { code }: { code: string }) => {
            throw new GraphQLError(`message of ${code}`, { extensions: { code, internal: "10.0.0.1" } });
          },
        },
      },
    },
    {
      name: "b",
      typeDefs: `
        type Item @key(fields: "id") {
          id: ID! name: String must: Int! detail: Detail parts: [Part!] broken: [Part]
        }
        type Detail { x: Int must: Int! }
        type Part { n: Int! }
      `,
      resolvers: {
        Item: {
          __resolveReference: async (one: WithId) => {
            if (one.id === "bad") refuse("not for you");
            return one.id === "none" ? null : one;
          },
          name: ({ id }: WithId) => (id === "2" ? refuse("no name") : `name of ${id}`),
          must: ({ id }: WithId) => (id === "2" ? refuse("no must") : 1),
          detail: () => ({ x: 1, must: null }),
          parts: () => [{ n: 1 }, { n: null }],
          broken: () => [{ n: 1 }, { n: null }, null, { n: 4 }],
        },
      },
    },
    {
      name: "c",
      typeDefs: `type Down @key(fields: "id") { id: ID! value: Int must: Int! }`,
      serve: (_request, response) => {
        response.socket?.destroy();
        return true;
      },
    },
  ],
  (item) => {
    item("C16.1", "leaves null what is asked of an entity that is not there, without an error", async (graph) => {
      await graph.answers(`{ item(id: "none") { id name detail { x } } }`, {
        item: { id: "none", name: null, detail: null },
      });
    });

    item(
      "C16.2",
      "nulls an entity that is not there where a field of it has to be, with an error",
      async (graph) => {
        await graph.answers(`{ item(id: "none") { id must } }`, { item: null }, { nulls: ["SUBGRAPH_FAILED item"] });
        await graph.answers(`{ firm { must } }`, null, { nulls: ["SUBGRAPH_FAILED"] });
      },
      { apollo: "no error tells of the null" },
    );

    item("C16.3", "keeps nulls in the middle of a list, and the places of the rest", async (graph) => {
      await graph.answers(
        `{ items { id name } }`,
        {
          items: [
            { id: "1", name: "name of 1" },
            null,
            { id: "bad", name: null },
            { id: "none", name: null },
            { id: "1", name: "name of 1" },
          ],
        },
        { nulls: ["FORBIDDEN items.2.name"] },
      );
    });

    item("C16.4", "tells of one entity's error at every place that used it", async (graph) => {
      await graph.answers(
        `{ items { name } best { n: name } again: best { must } }`,
        {
          items: [{ name: "name of 1" }, null, { name: null }, { name: null }, { name: "name of 1" }],
          best: { n: null },
          again: null,
        },
        { nulls: ["FORBIDDEN again", "FORBIDDEN best.n", "FORBIDDEN items.2.name"] },
      );
    });

    item(
      "C16.5",
      "tells of a field's error at every place that used it, under the name that it has there",
      async (graph) => {
        await graph.answers(
          `{ one: item(id: "2") { x: name id } two: item(id: "2") { name } three: item(id: "3") { name } }`,
          { one: { x: null, id: "2" }, two: { name: null }, three: { name: "name of 3" } },
          { errors: ["FORBIDDEN one.x", "FORBIDDEN two.name"] },
        );
      },
    );

    item("C16.6", "tells once of a null that the subgraph has told of already", async (graph) => {
      await graph.answers(`{ item(id: "2") { id must } }`, { item: null }, { errors: ["FORBIDDEN item.must"] });
    });

    item("C16.7", "gives the path inside an entity's objects and lists", async (graph) => {
      await graph.answers(
        `{ item(id: "1") { d: detail { x must } p: parts { n } broken { n } } }`,
        { item: { d: null, p: null, broken: [{ n: 1 }, null, null, { n: 4 }] } },
        {
          errors: ["SUBGRAPH_FAILED item.d.must", "SUBGRAPH_FAILED item.p.1.n", "SUBGRAPH_FAILED item.broken.1.n"],
        },
      );
    });

    item(
      "C16.8",
      "answers the rest where a subgraph is not to be reached",
      async (graph) => {
        await graph.answers(
          `{ down { id value } item(id: "1") { name } }`,
          { down: { id: "1", value: null }, item: { name: "name of 1" } },
          { nulls: ["SUBGRAPH_UNREACHABLE down.value"] },
        );
        await graph.answers(
          `{ down { id must } item(id: "1") { name } }`,
          { down: null, item: { name: "name of 1" } },
          { nulls: ["SUBGRAPH_UNREACHABLE down"] },
        );
      },
      { apollo: "the error has no path" },
    );

    item("C16.9", "passes on the codes that are agreed on with their messages, and masks all others", async (graph) => {
      const { data, errors, text } = await graph.ask(
        `{ mine: failing(code: "NOT_FOUND") other: failing(code: "ODD") }`,
      );
      expect(data).toEqual({ mine: null, other: null });
      expect([...errors].sort()).toEqual(["NOT_FOUND mine", "SUBGRAPH_FAILED other"]);
      expect(text).toContain("message of NOT_FOUND");
      expect(text).not.toMatch(/message of ODD|10\.0\.0\.1/);
    });
  },
);

import type { ServerResponse } from "node:http";
import { expect } from "@jest/globals";
import { type ConformanceGraph, type DeclareItem, describeGraph, type GraphOptions } from "./conformance.ts";
import { asGiven, type WithId } from "./references.ts";
import type { SubgraphDefinition } from "../../support/subgraph-rig.ts";

/** How one subgraph spoils its answers. */
type Garble =
  /** Sends a whole HTTP answer of its own. */
  | { readonly kind: "send"; readonly send: (response: ServerResponse) => void }
  /** Gives the right answer another content type. */
  | { readonly kind: "call"; readonly contentType: string }
  /** Makes another answer of the right one. */
  | { readonly kind: "change"; readonly change: (honest: Honest) => unknown };

/** What a subgraph executed. Response names are the gateway's, so that nothing may be read by name but what is in an entity. */
interface Honest {
  readonly data: Record<string, unknown>;
}

/** By subgraph. */
const garbled = new Map<string, Garble>();

const garbling = (name: string, definition: Omit<SubgraphDefinition, "name">): SubgraphDefinition => ({
  name,
  ...definition,
  serve: (_request, response) => {
    const garble = garbled.get(name);
    if (garble?.kind === "send") garble.send(response);
    if (garble?.kind === "call") response.setHeader("content-type", garble.contentType);
    return garble?.kind === "send";
  },
  respond: async (_request, run) => {
    const garble = garbled.get(name);
    return garble?.kind === "change" ? garble.change((await run()) as Honest) : undefined;
  },
});

const subgraphs: readonly SubgraphDefinition[] = [
  garbling("a", {
    typeDefs: `
      type Query { items: [Item] item: Item shape: Shape }
      type Item @key(fields: "id") { id: ID! }
      union Shape = Circle | Square
      type Circle { radius: Int }
      type Square { side: Int }
    `,
    resolvers: {
      Query: {
        items: () => ["1", "2", "1"].map((id) => ({ id })),
        item: () => ({ id: "3" }),
        shape: () => ({ __typename: "Circle", radius: 2 }),
      },
    },
  }),
  garbling("b", {
    typeDefs: `
      scalar JSON
      type Item @key(fields: "id") { id: ID! cost: Int detail: Detail tags: [String] raw: JSON }
      type Detail { x: Int }
    `,
    resolvers: {
      Item: {
        __resolveReference: asGiven,
        cost: ({ id }: WithId) => Number(id),
        detail: () => ({ x: 1 }),
        tags: () => ["x"],
        raw: () => ({ some: "thing" }),
      },
    },
  }),
  { name: "c", typeDefs: `type Query { safe: Int }`, resolvers: { Query: { safe: () => 1 } } },
];

/** The process that is tested is this one: what it survives, it has survived when the next item runs. */
const OWN: GraphOptions = { engines: ["own"] };

function sends(body: string | Buffer, status = 200, contentType = "application/json"): Garble {
  return {
    kind: "send",
    send: (response) => void response.writeHead(status, { "content-type": contentType }).end(body),
  };
}

function changes(change: (honest: Honest) => unknown): Garble {
  return { kind: "change", change };
}

/** Changes each list of entities. */
function changesEntities(change: (entities: Record<string, unknown>[]) => unknown): Garble {
  return changes(({ data }) => ({
    data: Object.fromEntries(
      Object.entries(data).map(([name, entities]) => [name, change(entities as Record<string, unknown>[])]),
    ),
  }));
}

/** Sets every field of every entity. */
function setsFields(value: unknown): Garble {
  return changesEntities((entities) => entities.map((entity) => mapFields(entity, () => value)));
}

function mapFields(entity: object, map: (value: unknown) => unknown): object {
  const keep = (name: string, value: unknown): unknown => (name.includes("typename") ? value : map(value));
  return Object.fromEntries(Object.entries(entity).map(([name, value]) => [name, keep(name, value)]));
}

async function withGarbled(name: string, garble: Garble, run: () => Promise<void>): Promise<void> {
  garbled.set(name, garble);
  try {
    await run();
  } finally {
    garbled.delete(name);
  }
}

/** Expects all that the second subgraph should have said to be null, with an error at each place, and the rest. */
function nullsEntities(garble: Garble, code = "SUBGRAPH_FAILED"): (graph: ConformanceGraph) => Promise<void> {
  return (graph) =>
    withGarbled("b", garble, async () => {
      await graph.answers(
        `{ items { id cost } item { detail { x } } safe }`,
        {
          items: [
            { id: "1", cost: null },
            { id: "2", cost: null },
            { id: "1", cost: null },
          ],
          item: { detail: null },
          safe: 1,
        },
        { nulls: ["items.0.cost", "items.1.cost", "items.2.cost", "item.detail"].map((at) => `${code} ${at}`) },
      );
      await expectWhole(graph);
    });
}

/** Expects the root fields of the first subgraph to be null, with an error each, and the rest. */
function nullsRoot(garble: Garble): (graph: ConformanceGraph) => Promise<void> {
  return (graph) =>
    withGarbled("a", garble, async () => {
      await graph.answers(
        `{ items { id } one: item { cost } safe }`,
        { items: null, one: null, safe: 1 },
        { nulls: ["SUBGRAPH_FAILED items", "SUBGRAPH_FAILED one"] },
      );
      await expectWhole(graph);
    });
}

/** Expects a gateway that goes on, in a process whose objects are as they were. */
async function expectWhole(graph: ConformanceGraph): Promise<void> {
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  await graph.answers(`{ safe }`, { safe: 1 });
}

const LEFT_OUT = "a field that is left out counts as null, without an error";

const ERRORS = [{ message: "secret of 10.0.0.1" }];
const DEEP = `${"[".repeat(10_000)}${"]".repeat(10_000)}`;

/** Sends a declared length and less than it. */
const TRUNCATED: Garble = {
  kind: "send",
  send: (response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write(`{"data":{"_entities":[{"cost":1`, () => response.socket?.destroy());
  },
};

describeGraph(
  "a subgraph whose answers are none",
  subgraphs,
  (item: DeclareItem) => {
    item("G01.1", "HTML with status 200", nullsEntities(sends("<html>Bad Gateway</html>", 200, "text/html")));
    item("G01.2", "HTML that says it is JSON", nullsEntities(sends("<html></html>")));
    item("G01.3", "an empty body", nullsEntities(sends("")));
    item("G01.4", "a body that breaks off", nullsEntities(TRUNCATED));
    item("G01.5", "JSON that ends too early", nullsEntities(sends(`{"data":{"_entities":[`)));
    item("G01.6", "JSON with something after it", nullsEntities(sends(`{"data":{}} {"data":{}}`)));
    item("G01.7", "null", nullsEntities(sends("null")));
    item("G01.8", "a list", nullsEntities(sends("[]")));
    item("G01.9", "a text", nullsEntities(sends(`"data"`)));
    item("G01.10", "a number", nullsEntities(sends("7")));
    item("G01.11", "an object with neither data nor errors", nullsEntities(sends(`{"dat":{}}`)));
    item("G01.12", "bytes that are no UTF-8", nullsEntities(sends(Buffer.from(`{"data":{"\xff":1}}`, "latin1"))));
    item("G01.13", "status 500 with JSON of its own", nullsEntities(sends(`{"message":"oops"}`, 500)));
    item("G01.14", "status 500 with errors", nullsEntities(sends(JSON.stringify({ errors: ERRORS }), 500)));
    item("G01.15", "10,000 levels of JSON", nullsEntities(sends(DEEP)));
    item("G01.16", "a refusal of the gateway itself", nullsEntities(sends(JSON.stringify({ errors: ERRORS }), 401)));
    item(
      "G01.17",
      "a redirect to elsewhere",
      nullsEntities({
        kind: "send",
        send: (response) => void response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
      }),
    );

    item("G01.18", "the right answer, called HTML", nullsEntities({ kind: "call", contentType: "text/html" }), {
      own: "what a body is called does not count, only what is in it",
    });

    item("G02.1", "HTML for root fields", nullsRoot(sends("<html></html>")));
    item("G02.2", "an empty body for root fields", nullsRoot(sends("")));
    item("G02.3", "a list for the data of root fields", nullsRoot(changes(() => ({ data: [] }))));
    item("G02.4", "null for the data of root fields, without errors", nullsRoot(changes(() => ({ data: null }))));
    item("G02.5", "errors alone for root fields", nullsRoot(changes(() => ({ errors: ERRORS }))));
    item("G02.6", "10,000 levels for root fields", nullsRoot(sends(`{"data":${DEEP}}`)));
    item("G02.7", "a text for the errors of root fields", nullsRoot(changes(() => ({ data: null, errors: "down" }))));
  },
  OWN,
);

describeGraph(
  "a subgraph whose data is none",
  subgraphs,
  (item: DeclareItem) => {
    item("G03.1", "data that is null, without errors", nullsEntities(changes(() => ({ data: null }))));
    item("G03.2", "data that is null, with errors", nullsEntities(changes(() => ({ data: null, errors: ERRORS }))));
    item("G03.3", "data that is a list", nullsEntities(changes(() => ({ data: [1] }))));
    item("G03.4", "data that is a text", nullsEntities(changes(() => ({ data: "x" }))));
    item("G03.5", "data without the entities", nullsEntities(changes(() => ({ data: {} }))));
    item("G03.6", "entities that are null", nullsEntities(changesEntities(() => null)));
    item("G03.7", "entities that are no list", nullsEntities(changesEntities(() => ({ length: 3 }))));
    item("G03.8", "fewer entities than asked for", nullsEntities(changesEntities((entities) => entities.slice(1))));
    item("G03.9", "more entities than asked for", nullsEntities(changesEntities((entities) => [...entities, {}])));
    item("G03.10", "entities that are no objects", nullsEntities(changesEntities((entities) => entities.map(() => 5))));
    item("G03.11", "entities that are lists", nullsEntities(changesEntities((entities) => entities.map(() => [5]))));
    item(
      "G03.12",
      "entities without a field that was asked for",
      nullsEntities(changesEntities((entities) => entities.map(() => ({})))),
      { own: LEFT_OUT },
    );
    item(
      "G03.13",
      "entities of a type that was not asked for",
      nullsEntities(changesEntities((entities) => entities.map(() => ({ __typename: "Circle", radius: 1 })))),
      { own: LEFT_OUT },
    );
    item("G03.14", "fields of another type", nullsEntities(setsFields("1")));
    item("G03.15", "fields that are lists", nullsEntities(setsFields([1])));
    item(
      "G03.16",
      "fields of 10,000 levels",
      nullsEntities(
        changesEntities((entities) => entities.map((entity) => mapFields(entity, () => JSON.parse(DEEP) as unknown))),
      ),
    );
  },
  OWN,
);

describeGraph(
  "a subgraph whose answers have more or other in them",
  subgraphs,
  (item: DeclareItem) => {
    const ALL = {
      items: [
        { id: "1", cost: 1 },
        { id: "2", cost: 2 },
        { id: "1", cost: 1 },
      ],
      safe: 1,
    };
    const QUERY = `{ items { id cost } safe }`;

    item("G04.1", "fields that nobody asked for, one of them a key", async (graph) => {
      const garble = changesEntities((entities) =>
        entities.map((entity) => ({ ...entity, id: "stolen", extra: { a: 1 } })),
      );
      await withGarbled("b", garble, async () => await graph.answers(QUERY, ALL));
    });

    item("G04.2", "members of the response that are not in the specification", async (graph) => {
      const garble = changes((honest) => ({ ...honest, extensions: { internal: "10.0.0.1" }, hasNext: true, x: [] }));
      await withGarbled("b", garble, async () => {
        await graph.answers(QUERY, ALL);
        expect((await graph.ask(QUERY)).text).not.toContain("10.0.0.1");
      });
    });

    item("G04.3", "keys that would lead to a prototype, at every level", async (graph) => {
      const poison = `"__proto__":{"polluted":true,"cost":9},"constructor":{"prototype":{"polluted":true}},`;
      const garble = changes((honest) => JSON.stringify(honest).replaceAll(`{"`, `{${poison}"`));
      for (const name of ["a", "b"]) {
        await withGarbled(name, garble, async () => {
          await graph.answers(QUERY, ALL);
          await expectWhole(graph);
        });
      }
    });

    item("G04.13", "numbers beyond all numbers", async (graph) => {
      const garble = changes((honest) => JSON.stringify(honest).replaceAll(/:2\b/g, ":1e999"));
      await withGarbled("b", garble, async () => {
        await graph.answers(
          QUERY,
          { ...ALL, items: [ALL.items[0], { id: "2", cost: null }, ALL.items[2]] },
          { errors: ["SUBGRAPH_FAILED items.1.cost"] },
        );
      });
    });

    item("G04.4", "the same key twice", async (graph) => {
      const garble = changes((honest) => JSON.stringify(honest).replaceAll(/"([^"]+)":2\b/g, `"$1":2,"$1":"two"`));
      await withGarbled("b", garble, async () => {
        const { data, errors } = await graph.ask(QUERY);
        // Which of the two counts is nobody's to say (RFC 8259, section 4), but it is one of them.
        const isFirst = errors.length === 0;
        expect(data).toEqual({ ...ALL, items: [ALL.items[0], { id: "2", cost: isFirst ? 2 : null }, ALL.items[2]] });
        if (!isFirst) expect(errors).toEqual(["SUBGRAPH_FAILED items.1.cost"]);
      });
    });

    item("G04.5", "data and errors both: each counts", async (graph) => {
      const garble = changes(({ data }) => ({
        data,
        errors: [{ message: "slow", extensions: { code: "FORBIDDEN" } }],
      }));
      await withGarbled("b", garble, async () => {
        const { data, errors } = await graph.ask(QUERY);
        expect(data).toEqual(ALL);
        expect(errors.length).toBeGreaterThan(0);
        expect(errors.every((error) => error.startsWith("FORBIDDEN"))).toBe(true);
      });
    });

    item("G04.6", "errors of odd shapes", async (graph) => {
      for (const errors of [
        { message: 1 },
        "down",
        7,
        [null, 3, "x", [], { path: [{}], extensions: 7, locations: "x" }],
        [{ message: "x", path: ["_entities", 9, "cost"] }],
        [{ message: "x", path: ["_entities", -1] }],
        [{ message: "x", path: ["__proto__", "polluted"], extensions: { code: { a: 1 } } }],
        [{ message: {}, path: "items", extensions: { code: "FORBIDDEN" } }],
        Array.from({ length: 1000 }, () => ({ message: "x".repeat(100) })),
      ]) {
        const garble = changes(({ data }) => ({
          data: Object.fromEntries(Object.keys(data).map((name) => [name, null])),
          errors,
        }));
        await withGarbled("b", garble, async () => {
          const answer = await graph.ask(QUERY);
          const cost = null;
          expect(answer.data).toEqual({ ...ALL, items: ALL.items.map((one) => ({ ...one, cost })) });
          expect(answer.errors.length).toBeGreaterThan(0);
          for (const error of answer.errors) expect(error).toMatch(/^SUBGRAPH_FAILED items\.\d/);
          await expectWhole(graph);
        });
      }
    });

    item("G04.7", "errors that are an empty list, or null, beside good data", async (graph) => {
      for (const errors of [[], null]) {
        const garble = changes(({ data }) => ({ data, errors }));
        await withGarbled("b", garble, async () => await graph.answers(QUERY, ALL));
      }
    });

    item("G04.8", "a code that only the gateway gives", async (graph) => {
      const errors = [{ message: "x", extensions: { code: "UNSUPPORTED_MEDIA_TYPE", stacktrace: ["at 10.0.0.1"] } }];
      await withGarbled(
        "b",
        changes(() => ({ data: null, errors })),
        async () => {
          const { errors: seen, text } = await graph.ask(QUERY);
          expect(new Set(seen.map((error) => error.split(" ")[0]))).toEqual(new Set(["SUBGRAPH_FAILED"]));
          expect(text).not.toMatch(/10\.0\.0\.1|stacktrace|UNSUPPORTED/);
        },
      );
    });

    item("G04.9", "objects for lists, lists for objects, texts for either", async (graph) => {
      const query = `{ item { id tags detail { x } } safe }`;
      for (const value of [{ x: 1 }, [{ x: 1 }], "x", 7, true]) {
        await withGarbled("b", setsFields(value), async () => {
          const { data, errors } = await graph.ask(query);
          const isDetail = typeof value === "object" && !Array.isArray(value);
          expect(data).toEqual({
            item: { id: "3", tags: Array.isArray(value) ? [null] : null, detail: isDetail ? value : null },
            safe: 1,
          });
          const wrong = [Array.isArray(value) ? "item.tags.0" : "item.tags", ...(isDetail ? [] : ["item.detail"])];
          expect([...errors].sort()).toEqual(wrong.map((at) => `SUBGRAPH_FAILED ${at}`).sort());
        });
      }
    });

    item("G04.10", "types that nobody knows, or that are no objects", async (graph) => {
      for (const typename of [`"Unheard"`, `"Query"`, `"Shape"`, `7`, `null`, `"__proto__"`]) {
        const garble = changes((honest) => JSON.stringify(honest).replaceAll(`"Circle"`, typename));
        await withGarbled("a", garble, async () => {
          await graph.answers(
            `{ shape { ... on Circle { radius } ... on Square { side } __typename } safe }`,
            { shape: null, safe: 1 },
            { errors: ["SUBGRAPH_FAILED shape"] },
          );
        });
      }
    });

    item("G04.11", "a list of another length, and items that are none", async (graph) => {
      const garble = changes(({ data }) => ({
        data: Object.fromEntries(
          Object.entries(data).map(([name, value]) => [
            name,
            Array.isArray(value) ? [...value, 5, "x", [], null] : value,
          ]),
        ),
      }));
      await withGarbled("a", garble, async () => {
        await graph.answers(
          `{ items { id cost } safe }`,
          { items: [...ALL.items, null, null, null, null], safe: 1 },
          { errors: [3, 4, 5].map((at) => `SUBGRAPH_FAILED items.${at}`) },
        );
      });
    });

    item("G04.12", "10,000 levels where any value may stand: the value or an error, and the rest", async (graph) => {
      const garble = changesEntities((entities) =>
        entities.map((entity) => mapFields(entity, () => JSON.parse(DEEP) as unknown)),
      );
      await withGarbled("b", garble, async () => {
        const { data, errors, text } = await graph.ask(`{ item { raw } safe }`);
        const { item, safe } = data as { item: { raw: unknown }; safe: unknown };
        expect(safe).toBe(1);
        if (item.raw === null) expect(errors).toEqual([expect.stringMatching(/^SUBGRAPH_FAILED item/)]);
        else expect(text).toContain(DEEP);
        await expectWhole(graph);
      });
    });
  },
  OWN,
);

describeGraph(
  "a subgraph whose answers have no end",
  subgraphs,
  (item: DeclareItem) => {
    const silence: Garble = { kind: "send", send: () => undefined };
    const flow: Garble = {
      kind: "send",
      send: (response) => {
        response.writeHead(200, { "content-type": "application/json" });
        const more = (): void => {
          if (!response.destroyed) response.write(" ".repeat(5_000), () => setImmediate(more));
        };
        more();
      },
    };

    item("G05.1", "none at all", nullsEntities(silence, "SUBGRAPH_TIMEOUT"));
    item("G05.2", "one that goes on and on", nullsEntities(flow));
  },
  { ...OWN, env: { SUBGRAPH_TIMEOUT_MS: "1000", MAX_SUBGRAPH_RESPONSE_BYTES: "20000" } },
);

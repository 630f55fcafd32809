import { describe, expect, it } from "@jest/globals";
import type { ExecutionResult } from "graphql";
import { WrittenAnswer } from "../../../gateway/engine.ts";
import { GatewayError } from "../../../gateway/errors.ts";
import { type CompiledOperation, compilePlan } from "../../../gateway/execute/compile.ts";
import type { RunBytes } from "../../../gateway/execute/bytes/run-bytes.ts";
import { executeOperation } from "../../../gateway/execute/execute.ts";
import { BytesAnswer, type FetchSubgraph, type SubgraphResponse } from "../../../gateway/execute/ports.ts";
import { type Random, randomOf } from "../differential/random.ts";
import type { SubgraphDefinition } from "../../support/subgraph-rig.ts";
import { type GraphRig, startGraph } from "./graph-rig.ts";

const ROUNDS = Number(process.env["BYTES_ROUNDS"] ?? 2000);

const DEFINITIONS: readonly SubgraphDefinition[] = [
  {
    name: "shop",
    typeDefs: `
      scalar Blob
      enum Color { RED GREEN }
      interface Item { upc: ID! name: String }
      type Query { items: [Item] best: Book count: Int! tags: [[String!]] }
      type Book implements Item @key(fields: "upc") { upc: ID! name: String price: Float! color: Color blob: Blob pages: [Int!] }
      type Toy implements Item @key(fields: "upc") { upc: ID! name: String age: Int safe: Boolean! }
    `,
    resolvers: {
      Query: {
        items: () => [BOOK, TOY, null, { ...BOOK, upc: "b2", color: null }, BOOK, { ...TOY, upc: "t2" }],
        best: () => BOOK,
        count: () => 3,
        tags: () => [["a", "é"], [], null],
      },
      Item: { __resolveType: ({ upc }: { upc: string }) => (upc.startsWith("b") ? "Book" : "Toy") },
    },
  },
  {
    name: "stock",
    typeDefs: `
      type Book @key(fields: "upc") { upc: ID! left: Int! shelf: Shelf near: [Shelf!]! }
      type Toy @key(fields: "upc") { upc: ID! left: Int! }
      type Shelf @key(fields: "id") { id: ID! row: Int }
    `,
    resolvers: {
      Book: {
        left: () => 12,
        shelf: ({ upc }: { upc: string }) => (upc === "b2" ? null : { id: 7, row: 2 }),
        near: () => [{ id: 7, row: 2 }, { id: 8 }],
      },
      Toy: { left: ({ upc }: { upc: string }) => (upc === "t1" ? 0 : -5) },
    },
  },
  {
    name: "rooms",
    typeDefs: `type Shelf @key(fields: "id") { id: ID! room: String! }`,
    resolvers: { Shelf: { room: ({ id }: { id: string }) => `room "${id}" \u00fc` } },
  },
];

const BOOK = { upc: "b1", name: 'a "book"\n', price: 1.5, color: "RED", blob: { a: [1, null, "x"] }, pages: [1, 2] };
const TOY = { upc: "t1", name: null, age: 3, safe: true };

const TEXT = `{
  count tags
  items {
    __typename upc name
    ... on Book { price color blob pages left shelf { row room } near { id room } }
    ... on Toy { age safe left }
  }
  best { upc shelf { id room } }
}`;

/** One compiled to be tried on bytes at once, and one that never is. */
function compileBoth(graph: GraphRig): { readonly short: CompiledOperation; readonly exact: CompiledOperation } {
  const { prepared } = graph.request(TEXT);
  const plan = graph.plan(TEXT);
  return {
    short: compilePlan(plan, graph.apiSchema, prepared, 0),
    exact: compilePlan(plan, graph.apiSchema, prepared, Infinity),
  };
}

/** An answer that is read as over HTTP. */
class TextAnswer extends BytesAnswer {
  override read(): SubgraphResponse {
    let body: unknown;
    try {
      body = JSON.parse(this.body.toString());
    } catch (cause) {
      throw new GatewayError("SUBGRAPH_FAILED", {}, { cause });
    }
    if (typeof body !== "object" || body === null || Array.isArray(body)) throw new GatewayError("SUBGRAPH_FAILED");
    return body;
  }
}

/** Gives what a subgraph sends as text, changed. */
function changedBy(fetchSubgraph: FetchSubgraph, change: (text: string, operation: string) => string): FetchSubgraph {
  return async (request, signal) => {
    const { subgraph, kind, query, variables, body } = request;
    const answer = await fetchSubgraph({ subgraph, kind, query, variables }, signal);
    const changed = change(JSON.stringify(answer), `${subgraph} ${body?.toString()}`);
    const text = new TextAnswer(Buffer.from(changed));
    return request.wantsBytes === true ? text : text.read();
  };
}

async function run(
  graph: GraphRig,
  compiled: CompiledOperation,
  fetchSubgraph: FetchSubgraph,
): Promise<{ readonly data: string; readonly errors: readonly string[] }> {
  const faults: Error[] = [];
  const answer = await executeOperation(compiled, graph.request(TEXT), {
    ...graph.ports,
    fetchSubgraph,
    onFault: (error) => faults.push(error),
  });
  // Anything else is a defect of the gateway.
  for (const fault of faults) if (!(fault instanceof GatewayError)) throw fault;
  const { data, errors = [] }: ExecutionResult = answer instanceof WrittenAnswer ? answer.read() : answer;
  return {
    data: JSON.stringify(data),
    errors: errors.map(({ extensions, path }) => `${String(extensions?.["code"])} ${path?.join(".")}`),
  };
}

describe("answers that are put together from bytes", () => {
  it("are what the exact way answers", async () => {
    await using graph = await startGraph(DEFINITIONS);
    const { short, exact } = compileBoth(graph);
    const unchanged = changedBy(graph.ports.fetchSubgraph, (text) => text);
    const outcome = await short.bytesWay?.next()?.(graph.request(TEXT), unchanged, graph.ports.signal);
    expect(outcome?.kind).toBe("written");
    const asked = graph.requests.length;
    const expected = await run(graph, exact, unchanged);
    expect(graph.requests.length).toBe(asked * 2);
    expect(expected.errors).toEqual([]);
    expect(await run(graph, short, unchanged)).toEqual(expected);
    expect(JSON.parse(expected.data)).toMatchObject({
      items: [{ shelf: { room: 'room "7" ü' } }, { left: 0 }, null, { shelf: null, color: null }, {}, { left: -5 }],
    });
  });

  it("are what the exact way answers, whatever subgraphs send", async () => {
    await using graph = await startGraph(DEFINITIONS);
    const known = new Map<string, SubgraphResponse>();
    const remembered: FetchSubgraph = async (request, signal) => {
      const key = `${request.subgraph} ${request.query} ${JSON.stringify(request.variables)}`;
      const answer = known.get(key) ?? (await graph.ports.fetchSubgraph(request, signal));
      known.set(key, answer);
      return answer;
    };
    const { short, exact } = compileBoth(graph);
    let written = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const operations: string[] = [];
      const fetchSubgraph = changedBy(remembered, (text, operation) => {
        operations.push(operation);
        // The same for keys that mean the same.
        const random = randomOf(round * 31 + operation.indexOf("}"));
        return random.chance(40) ? changeText(text, random) : text;
      });
      const outcome = await nextTry(short)(graph.request(TEXT), fetchSubgraph, graph.ports.signal);
      if (outcome.kind === "left") expect(outcome.defect).toBeNull();
      else written++;
      const answer =
        outcome.kind === "written"
          ? { data: dataOf(outcome.bytes), errors: [] }
          : await run(graph, exact, outcome.fetchSubgraph);
      // What was asked is not asked again.
      expect(new Set(operations).size).toBe(operations.length);
      expect({ round, ...answer }).toEqual({ round, ...(await run(graph, exact, fetchSubgraph)) });
    }
    // Some changes are harmless, most are not.
    expect(written).toBeGreaterThan(ROUNDS / 10);
    expect(written).toBeLessThan(ROUNDS * 0.9);
  }, 120_000);

  it("are tried ever more rarely where subgraphs send what is not clean, and again once they do", async () => {
    await using graph = await startGraph(DEFINITIONS);
    const { short } = compileBoth(graph);
    let isPretty = true;
    const fetchSubgraph = changedBy(graph.ports.fetchSubgraph, (text) =>
      isPretty ? JSON.stringify(JSON.parse(text), null, 2) : text,
    );
    let tries = 0;
    const ask = async (): Promise<void> => {
      const way = short.bytesWay?.next() ?? null;
      if (way === null) return;
      tries++;
      await way(graph.request(TEXT), fetchSubgraph, graph.ports.signal);
    };
    for (let n = 0; n < 100; n++) await ask();
    expect(tries).toBe(6);
    isPretty = false;
    for (let n = 0; n < 100; n++) await ask();
    expect(tries).toBeGreaterThan(6 + 30);
  });
});

function nextTry(compiled: CompiledOperation): RunBytes {
  for (;;) {
    if (compiled.bytesWay === null) throw new Error("expected an operation that can be kept as bytes");
    const way = compiled.bytesWay.next();
    if (way !== null) return way;
  }
}

function dataOf(bytes: Buffer): string {
  return JSON.stringify((JSON.parse(bytes.toString()) as { readonly data: unknown }).data);
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[[\]{},:]/g;
const TOKENS = [
  "null",
  "true",
  "0",
  "-0",
  "1.5",
  "2147483648",
  "-1e3",
  '"x"',
  '"\\u00e9"',
  "[]",
  "{}",
  "[null]",
  '{"a":1}',
];
const CHARACTERS = '{}[]",:\\0123456789-.eEtrufalsn \n\u00fc';

/** Changes a text in one place: often JSON still, sometimes even with the same meaning. */
function changeText(text: string, random: Random): string {
  if (random.chance(70)) {
    const tokens = [...text.matchAll(TOKEN)];
    const { index, 0: token } = random.pick(tokens);
    const [before, after] = [text.slice(0, index), text.slice(index + token.length)];
    switch (random.below(5)) {
      case 0:
        return `${before}${random.pick([" ", "\n", "  "])}${token}${after}`;
      case 1:
        return `${before}${random.pick(tokens)[0]}${after}`;
      case 2:
        return before.endsWith(",") || before.endsWith("{")
          ? `${before}"more":[{}],${token}${after}`
          : `${before}${after}`;
      default:
        return `${before}${random.pick(TOKENS)}${after}`;
    }
  }
  const at = random.below(text.length);
  const character = CHARACTERS.charAt(random.below(CHARACTERS.length));
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1);
    case 1:
      return text.slice(0, at);
    case 2:
      return text.slice(0, at) + character + text.slice(at);
    default:
      return text.slice(0, at) + character + text.slice(at + 1);
  }
}

import { expect } from "@jest/globals";
import type { Answer } from "./answer.ts";
import { type ConformanceGraph, type DeclareItem, describeGraph } from "./conformance.ts";
import { asGiven, type WithId } from "./references.ts";
import type { SubgraphDefinition } from "../../support/subgraph-rig.ts";

/** Of CPU time, in one turn of the loop that subgraphs and tests share with the gateway. */
const MAX_BLOCKED_MS = 1_000;
const MAX_ANSWER_MS = 20_000;

const KINDS = ["A", "B", "C", "D", "E", "F"] as const;

const sharedFields = Array.from({ length: 8 }, (_, index) => `f${index}: Int @shareable`).join(" ");

/** Every kind of thing lies in every subgraph, and so does every field: as many ways to plan as there can be. */
function wide(name: string): SubgraphDefinition {
  const kinds = KINDS.map(
    (kind) =>
      `type ${kind} implements Node @key(fields: "id") { id: ID! next: Node @shareable ${sharedFields} ${name}: Int }`,
  );
  const resolvers = KINDS.map((kind, index) => [
    kind,
    {
      __resolveReference: asGiven,
      next: ({ id }: WithId) => ({ __typename: KINDS[(index + 1) % KINDS.length], id: `${id}n` }),
      [name]: () => 1,
      ...Object.fromEntries(Array.from({ length: 8 }, (_, field) => [`f${field}`, () => field])),
    },
  ]);
  return {
    name,
    isTrusting: true,
    typeDefs: `
      type Query { node: Node @shareable small: Int @shareable }
      interface Node { id: ID! next: Node }
      ${kinds.join("\n")}
    `,
    resolvers: {
      Query: { node: () => ({ __typename: "A", id: "1" }), small: () => 1 },
      ...Object.fromEntries(resolvers),
    },
  };
}

/** Sends a document while a second connection goes on to ask, and expects both to be answered. */
async function withSmallQueries(
  graph: ConformanceGraph,
  query: string,
  variables?: Record<string, unknown>,
): Promise<Answer> {
  await graph.answers(`{ small }`, { small: 1 });
  const loop = watchLoop();
  const done = new AbortController();
  const asking = (async () => {
    let answered = 0;
    do {
      await graph.answers(`{ small }`, { small: 1 });
      answered += 1;
    } while (!done.signal.aborted);
    return answered;
  })();
  const startedAt = performance.now();
  const answer = await graph.ask(query, variables);
  const tookMs = performance.now() - startedAt;
  done.abort();
  expect(await asking).toBeGreaterThan(0);
  const blockedMs = loop.stop();
  expect(blockedMs).toBeLessThan(MAX_BLOCKED_MS);
  expect(tookMs).toBeLessThan(MAX_ANSWER_MS);
  return answer;
}

interface LoopWatch {
  /** Tells the longest turn of the loop since then, as the lesser of the time and of the CPU time in it, of all threads. */
  stop(): number;
}

/** On a busy machine a turn takes long without the process doing anything, and other threads work while the loop is idle. */
function watchLoop(): LoopWatch {
  let longestMs = 0;
  let [lastAt, lastCpu] = [performance.now(), process.cpuUsage()];
  const tick = (): void => {
    const [now, { user, system }] = [performance.now(), process.cpuUsage(lastCpu)];
    longestMs = Math.max(longestMs, Math.min(now - lastAt, (user + system) / 1000));
    [lastAt, lastCpu] = [now, process.cpuUsage()];
  };
  const timer = setInterval(tick, 1);
  return {
    stop: () => {
      clearInterval(timer);
      tick();
      return longestMs;
    },
  };
}

/** Expects exactly this data, and no errors. */
async function expectAnswered(
  graph: ConformanceGraph,
  query: string,
  data: unknown,
  variables?: Record<string, unknown>,
): Promise<void> {
  const answer = await withSmallQueries(graph, query, variables);
  expect([answer.status, answer.errors]).toEqual([200, []]);
  expect(JSON.stringify(answer.data)).toBe(JSON.stringify(data));
}

/** Expects a refusal as a whole, with this error alone. */
async function expectRefused(graph: ConformanceGraph, query: string, code: string): Promise<void> {
  const { status, data, errors } = await withSmallQueries(graph, query);
  expect([status, data, errors]).toEqual([400, undefined, [code]]);
}

/** Expects a refusal, whichever of the errors of a document it is. */
async function expectInvalid(graph: ConformanceGraph, query: string): Promise<void> {
  const { status, data, errors } = await withSmallQueries(graph, query);
  expect([status, data]).toEqual([400, undefined]);
  for (const error of errors) expect(error).toMatch(/^(GRAPHQL_VALIDATION_FAILED|DOCUMENT_TOO_LARGE)$/);
}

/** `count` fragments that each spread the next one twice. */
function fragmentBomb(count: number): string {
  let text = "{ node { ...f0 } }";
  for (let index = 0; index < count; index++) {
    text += `fragment f${index} on Node{next{...f${index + 1}}b:next{...f${index + 1}}}`;
  }
  return `${text}fragment f${count} on Node{id}`;
}

/** What the fragments of a bomb select, expanded. */
function explosion(count: number, level = 0): object {
  if (level === count) return { id: idAt(level) };
  return { next: explosion(count, level + 1), b: explosion(count, level + 1) };
}

/** The id of what is so many steps away from the first node. */
const idAt = (steps: number): string => `1${"n".repeat(steps)}`;

/** Selections of each kind within selections of each kind. */
function nestedKinds(depth: number): string {
  return depth === 0 ? "id" : KINDS.map((kind) => `... on ${kind} { next { ${nestedKinds(depth - 1)} } }`).join(" ");
}

const repeat = (count: number, write: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => write(index)).join(" ");

/** Not to be run into by a busy machine. */
const PATIENT = { SUBGRAPH_TIMEOUT_MS: "25000" };

const GRAPHS = [wide("a"), wide("b"), wide("c"), wide("d")];

describeGraph(
  "hostile documents within the usual limits",
  GRAPHS,
  (item: DeclareItem) => {
    item("B01.1", "a fragment bomb of 900 bytes", async (graph) => {
      await expectRefused(graph, fragmentBomb(18), "DOCUMENT_TOO_LARGE");
    });

    item("B01.2", "a fragment bomb as large as the limits let through", async (graph) => {
      await expectAnswered(graph, fragmentBomb(9), { node: explosion(9) });
    });

    item("B01.3", "fragments in a circle", async (graph) => {
      await expectInvalid(graph, `{ node { ...x } } fragment x on Node { next { ...y } } fragment y on Node { ...x }`);
    });

    item("B01.4", "5,000 aliases of one field", async (graph) => {
      await expectRefused(graph, `{ ${repeat(5_000, (index) => `x${index}:small`)} }`, "DOCUMENT_TOO_LARGE");
    });

    item("B01.5", "as many aliases as the limits let through, each beyond a jump", async (graph) => {
      const fields = repeat(190, (index) => `x${index}: ${"abcd"[index % 4]}`);
      const data = Object.fromEntries(Array.from({ length: 190 }, (_, index) => [`x${index}`, 1]));
      await expectAnswered(graph, `{ node { ... on A { ${fields} } } }`, { node: data });
    });

    item("B01.6", "nesting beyond any stack", async (graph) => {
      for (const query of [`{${"node{next{".repeat(20_000)}`, `{${"...{".repeat(2_000)}small${"}".repeat(2_000)}}`]) {
        await expectRefused(graph, query, "DOCUMENT_TOO_LARGE");
      }
    });

    item("B01.7", "nesting as deep as the limits let through, with a jump at each level", async (graph) => {
      const nest = (depth: number): string =>
        depth === 0 ? "id" : `next { ... on ${KINDS[(21 - depth) % 6]} { ${"abcd"[depth % 4]} ${nest(depth - 1)} } }`;
      const { status, errors, text } = await withSmallQueries(graph, `{ node { ${nest(20)} } }`);
      expect([status, errors]).toEqual([200, []]);
      expect(text.match(/"[abcd]":1/g)).toHaveLength(20);
    });

    item("B01.8", "six types within six types, and again", async (graph) => {
      await expectAnswered(graph, `{ node { ${nestedKinds(3)} } }`, {
        node: { next: { next: { next: { id: idAt(3) } } } },
      });
      await expectRefused(graph, `{ node { ${nestedKinds(5)} } }`, "DOCUMENT_TOO_LARGE");
    });

    item("B01.9", "fields that each of four subgraphs could answer, at every level", async (graph) => {
      const all = repeat(8, (index) => `f${index}`);
      const level = (depth: number): string =>
        `${KINDS.map((kind) => `... on ${kind} { ${all} a b c d }`).join(" ")} ${depth === 0 ? "" : `next { ${level(depth - 1)} }`}`;
      const { status, errors, text } = await withSmallQueries(graph, `{ node { ${level(6)} } }`);
      expect([status, errors]).toEqual([200, []]);
      expect(text.match(/"f7":7,"a":1,"b":1,"c":1,"d":1/g)).toHaveLength(7);
    });

    item("B01.10", "2^20 combinations of conditions", async (graph) => {
      const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
      const fields = names.map(
        (name, index) => `... on Node @include(if: $${name}) { ... on A { ${name}: ${"abcd"[index % 4]} } }`,
      );
      const query = `query (${names.map((name) => `$${name}: Boolean!`).join()}) { node { id ${fields.join(" ")} } }`;
      for (const mask of [2 ** 20 - 1, 0b1010_0101_0011_1100_0001, 0]) {
        const isOn = names.map((_, index) => ((mask >> index) & 1) === 1);
        const ones = names.flatMap((name, index) => (isOn[index] === true ? [[name, 1]] : []));
        const variables = Object.fromEntries(names.map((name, index) => [name, isOn[index]]));
        await expectAnswered(graph, query, { node: { id: "1", ...Object.fromEntries(ones) } }, variables);
      }
    });

    item("B01.11", "2,000 fields that are not there", async (graph) => {
      await expectInvalid(graph, `{ node { ${repeat(2_000, (index) => `no${index}`)} } }`);
    });

    item("B01.12", "selections that have to be compared each with each", async (graph) => {
      await expectAnswered(graph, `{ node { ${repeat(600, () => "next { id next { id } }")} } }`, {
        node: { next: { id: idAt(1), next: { id: idAt(2) } } },
      });
    });
  },
  { engines: ["own"], env: PATIENT },
);

describeGraph(
  "large documents where the limits are wide",
  GRAPHS,
  (item: DeclareItem) => {
    item("B02.1", "10,000 selections", async (graph) => {
      const names = Array.from({ length: 9_900 }, (_, index) => [`x${index}`, "abcd"[index % 4]]);
      const query = `{ node { id ... on A { ${names.map(([name, field]) => `${name}: ${field}`).join(" ")} } } }`;
      const ones = Object.fromEntries(names.map(([name]) => [name, 1]));
      await expectAnswered(graph, query, { node: { id: "1", ...ones } });
    });

    item("B02.2", "the 6,000 selections of a bomb", async (graph) => {
      await expectAnswered(graph, fragmentBomb(11), { node: explosion(11) });
    });

    item("B02.3", "180 levels", async (graph) => {
      const data = JSON.parse(`{"node":${`{"next":`.repeat(180)}{"id":"${idAt(180)}"}${"}".repeat(181)}`) as unknown;
      await expectAnswered(graph, `{ node { ${"next { ".repeat(180)} id ${"}".repeat(180)} } }`, data);
    });
  },
  {
    engines: ["own"],
    env: {
      ...PATIENT,
      MAX_TOKENS: "100000",
      MAX_ALIASES: "10000",
      MAX_FIELDS: "100000",
      MAX_DEPTH: "200",
    },
  },
);

/** The subgraphs of the measurement, in one process: streams whose events are made on demand, and entities whose fetches are counted. */

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { execute, type GraphQLSchema, parse } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { OWNERS, TICKS } from "./graph.ts";

/** What the process is asked. */
export type ToSource =
  | { readonly kind: "emit"; readonly stream: "small" | "list"; readonly count: number; readonly everyMs: number }
  | { readonly kind: "counts" };

/** What it answers. */
export type FromSource =
  | { readonly kind: "ready"; readonly urls: Readonly<Record<"ticks" | "owners", string>> }
  | { readonly kind: "emitted" }
  | { readonly kind: "counts"; readonly entityCalls: number; readonly subscriptions: number };

const SMALL_PAD = "x".repeat(150);
const LIST_ITEMS = 100;

let entityCalls = 0;
let seq = 0;
const log: object[] = [];
const streams = { small: new Set<(event: object) => void>(), list: new Set<(event: object) => void>() };

function item(index: number): object {
  return { id: `item ${index}`, value: (seq * 31 + index) % 1_000, owner: { id: "o1" } };
}

function frame(snapshot: boolean): object {
  const items = Array.from({ length: LIST_ITEMS }, (_, index) => item(index));
  return { cursor: `c${seq}`, at: Date.now(), snapshot, gap: false, skipped: 0, items };
}

function emit(stream: "small" | "list"): void {
  if (stream === "small") {
    const event = { small: { at: Date.now(), pad: SMALL_PAD, owner: { id: "o1" } } };
    for (const push of streams.small) push(event);
    return;
  }
  seq += 1;
  const event = { list: frame(false) };
  log[seq] = event;
  for (const push of streams.list) push(event);
}

/** Events from now on, after those given. */
function stream(kind: "small" | "list", first: readonly object[]): AsyncIterableIterator<object> {
  const waiting = [...first];
  let wake: ((result: IteratorResult<object>) => void) | null = null;
  const push = (event: object): void => {
    if (wake === null) waiting.push(event);
    else wake({ done: false, value: event });
    wake = null;
  };
  streams[kind].add(push);
  return {
    next: async () => {
      const event = waiting.shift();
      return event === undefined ? await new Promise((resolve) => (wake = resolve)) : { done: false, value: event };
    },
    return: async () => {
      streams[kind].delete(push);
      wake?.({ done: true, value: undefined });
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const ticks = buildSubgraphSchema({
  typeDefs: parse(TICKS),
  resolvers: {
    Query: { ok: () => true },
    Subscription: {
      small: { subscribe: () => stream("small", []) },
      list: {
        subscribe: (_: unknown, { after }: { after?: string | null }) => {
          if (after == null) return stream("list", [{ list: frame(true) }]);
          return stream("list", log.slice(Number(after.slice(1)) + 1));
        },
      },
    },
  },
});
const owners = buildSubgraphSchema({
  typeDefs: parse(OWNERS),
  resolvers: { Owner: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `Owner ${id}` }) } },
});

async function serve(schema: GraphQLSchema, onRequest: () => void): Promise<string> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { query, variables } = JSON.parse(Buffer.concat(chunks).toString()) as { query: string; variables?: object };
    onRequest();
    const result = await execute({ schema, document: parse(query), variableValues: { ...variables } });
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(result));
  };
  const server = createServer((request, response) => {
    if (request.url === "/health") response.end("{}");
    else void answer(request, response);
  });
  useServer({ schema }, new WebSocketServer({ server, path: "/graphql" }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

async function answer(question: ToSource): Promise<FromSource> {
  if (question.kind === "counts") {
    return { kind: "counts", entityCalls, subscriptions: streams.small.size + streams.list.size };
  }
  for (let index = 0; index < question.count; index += 1) {
    emit(question.stream);
    await new Promise((resolve) => setTimeout(resolve, question.everyMs));
  }
  return { kind: "emitted" };
}

const urls = { ticks: await serve(ticks, () => undefined), owners: await serve(owners, () => (entityCalls += 1)) };
process.on("message", (question: ToSource) => void answer(question).then((reply) => process.send?.(reply)));
process.on("disconnect", () => process.exit(0));
process.send?.({ kind: "ready", urls } satisfies FromSource);

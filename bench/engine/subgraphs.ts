/**
 * A process that serves the subgraphs: each answer is computed by graphql-js once and kept by the request's bytes, so that
 * what is measured is the gateway. It tells its parent where, and is told how long to wait before each answer.
 */

import { hash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { execute, type GraphQLSchema, parse, validate } from "graphql";
import { SUBGRAPH_NAMES, type SubgraphName, subgraphSchema } from "./graph.ts";

/** What the parent tells the process. */
export type ToSubgraphs = { readonly kind: "delay"; readonly ms: number } | { readonly kind: "count" };

/** What the process tells its parent: once where it serves, and the answer to each message. */
export type FromSubgraphs =
  | { readonly kind: "ready"; readonly urls: Readonly<Record<SubgraphName, string>> }
  | { readonly kind: "count"; readonly requests: number };

interface GraphQLBody {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

let requests = 0;
let delayMs = 0;

const listening = await Promise.all(SUBGRAPH_NAMES.map(async (name) => [name, await listen(serve(name))] as const));
tell({ kind: "ready", urls: Object.fromEntries(listening) as Record<SubgraphName, string> });

process.on("message", (message: ToSubgraphs) => {
  if (message.kind === "delay") delayMs = message.ms;
  tell({ kind: "count", requests });
});
process.on("disconnect", () => process.exit(0));

function serve(name: SubgraphName): Server {
  const schema = subgraphSchema(name);
  const answers = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const startedAt = performance.now();
    readBody(request, (body) => {
      requests += 1;
      const key = hash("sha1", body, "base64url");
      const answer = answers.get(key);
      if (answer === undefined) void computeAndRespond(schema, body, key, answers, response);
      else respondAfter(startedAt, response, answer);
    });
  });
  server.keepAliveTimeout = 120_000;
  return server;
}

function readBody(request: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => done(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)));
}

async function computeAndRespond(
  schema: GraphQLSchema,
  body: Buffer,
  key: string,
  answers: Map<string, Buffer>,
  response: ServerResponse,
): Promise<void> {
  const answer = await run(schema, JSON.parse(body.toString("utf8")) as GraphQLBody);
  answers.set(key, answer);
  respond(response, answer);
}

async function run(schema: GraphQLSchema, { query, operationName, variables }: GraphQLBody): Promise<Buffer> {
  const document = parse(query);
  const errors = validate(schema, document);
  if (errors.length > 0) return Buffer.from(JSON.stringify({ errors }));
  const variableValues = variables ?? null;
  return Buffer.from(
    JSON.stringify(await execute({ schema, document, variableValues, operationName: operationName ?? null })),
  );
}

function respondAfter(startedAt: number, response: ServerResponse, answer: Buffer): void {
  if (delayMs === 0) respond(response, answer);
  else setTimeout(() => respond(response, answer), delayMs - (performance.now() - startedAt));
}

function respond(response: ServerResponse, answer: Buffer): void {
  response.writeHead(200, { "content-type": "application/json", "content-length": answer.byteLength });
  response.end(answer);
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

function tell(message: FromSubgraphs): void {
  process.send?.(message);
}

/** Tiny real subgraphs for tests: each an HTTP and WebSocket server on 127.0.0.1, composed into one supergraph. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { composeServices } from "@apollo/composition";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { execute, type GraphQLSchema, parse, validate } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { GatewayError } from "../../gateway/errors.ts";
import type { FetchSubgraph, SubgraphResponse } from "../../gateway/execute/ports.ts";

/** Imports that a subgraph gets when its SDL links nothing itself. */
const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@requires", "@provides", "@external", "@shareable", "@interfaceObject", "@inaccessible", "@override", "@tag",
  "@context", "@fromContext"
])\n`;

/** One subgraph to start. */
export interface SubgraphDefinition {
  readonly name: string;
  /** SDL; the federation link is prepended when it has none. */
  readonly typeDefs: string;
  /** 1 leaves the SDL as it is, for a subgraph that knows no links. 2 unless told. */
  readonly federation?: 1 | 2;
  readonly resolvers?: Resolvers;
  /** SDL that it runs in the place of what it declares: a laxer one lets it answer what its own schema forbids. */
  readonly served?: string;
  /** Executes without validating: for operations so large that it would take longer than what is tested. */
  readonly isTrusting?: boolean;
  /**
   * Takes the place of execution when it returns something, or a promise of it: the body to answer with, as an object or as raw text.
   * @param run executes after all
   */
  readonly respond?: (request: ReceivedRequest, run: () => Promise<unknown>) => unknown;
  /** Takes the place of the whole HTTP answer when it returns true: then it has ended the response, or cut it off. Else it may set headers. */
  readonly serve?: (request: ReceivedRequest, response: ServerResponse) => boolean;
}

/** Resolvers as @apollo/subgraph takes them, loosely typed: tests write them inline. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Resolvers = Record<string, any>;

/** One request that a subgraph received, over HTTP or as a subscription over WebSocket. */
export interface ReceivedRequest {
  readonly subgraph: string;
  readonly transport: "http" | "websocket";
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** HTTP headers, or for a subscription the `extensions` of its payload. */
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Started subgraphs, the supergraph over them, and what they were asked. */
export interface SubgraphRig extends AsyncDisposable {
  readonly supergraphSdl: string;
  /** By subgraph, the HTTP address of its GraphQL endpoint; the WebSocket one is the same with `ws:`. */
  readonly urls: Readonly<Record<string, string>>;
  /** Every request in the order received; tests may empty it. */
  readonly requests: ReceivedRequest[];
  /** Sends over HTTP to the subgraph that the request names. */
  readonly fetchSubgraph: FetchSubgraph;
}

interface GraphQLBody {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Record<string, unknown>;
}

/**
 * Starts subgraphs on free ports and composes them with their real addresses.
 * @throws Error when the SDL does not compose
 */
export async function startSubgraphs(definitions: readonly SubgraphDefinition[]): Promise<SubgraphRig> {
  const requests: ReceivedRequest[] = [];
  const started = await Promise.all(definitions.map((definition) => startSubgraph(definition, requests)));
  const close = async (): Promise<void> => void (await Promise.all(started.map((one) => one.close())));
  const result = composeServices(started.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })));
  if (result.supergraphSdl === undefined) {
    await close();
    throw new Error(`composition failed: ${result.errors?.map((error) => error.message).join("; ")}`);
  }
  const urls: Record<string, string> = Object.fromEntries(started.map(({ name, url }) => [name, url]));
  return {
    supergraphSdl: result.supergraphSdl,
    urls,
    requests,
    fetchSubgraph: (request, signal) => post(urls[request.subgraph], request, signal),
    [Symbol.asyncDispose]: close,
  };
}

interface StartedSubgraph {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
  close(): Promise<void>;
}

async function startSubgraph(definition: SubgraphDefinition, requests: ReceivedRequest[]): Promise<StartedSubgraph> {
  const { name, resolvers = {} } = definition;
  const linked = (typeDefs: string): string =>
    definition.federation === 1 || typeDefs.includes("@link(") ? typeDefs : LINK + typeDefs;
  const sdl = linked(definition.typeDefs);
  const schema = buildSubgraphSchema({ typeDefs: parse(linked(definition.served ?? sdl)), resolvers });
  const server = createServer((request, response) => {
    answer(request, response, definition, schema, requests).catch((error: unknown) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });
  // Otherwise a request that meets the end of a kept connection is lost: who asks here does not ask again.
  server.keepAliveTimeout = 0;
  const sockets = new WebSocketServer({ server, path: "/graphql" });
  const graphqlWs = useServer(
    {
      schema,
      onSubscribe: (_context, _id, { query, operationName, variables, extensions }) => {
        requests.push({
          subgraph: name,
          transport: "websocket",
          query,
          operationName: operationName ?? undefined,
          variables: variables ?? {},
          headers: extensions ?? {},
        });
      },
    },
    sockets,
  );
  const port = await listen(server);
  return {
    name,
    sdl,
    url: `http://127.0.0.1:${port}/graphql`,
    close: async () => {
      await graphqlWs.dispose();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  definition: SubgraphDefinition,
  schema: GraphQLSchema,
  requests: ReceivedRequest[],
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as GraphQLBody;
  const received: ReceivedRequest = {
    subgraph: definition.name,
    transport: "http",
    query: body.query,
    operationName: body.operationName,
    variables: body.variables ?? {},
    headers: request.headers,
  };
  requests.push(received);
  if (definition.serve?.(received, response) === true) return;
  const executeHonestly = (): Promise<unknown> => run(schema, body, definition.isTrusting === true);
  const canned = await definition.respond?.(received, executeHonestly);
  const result = canned === undefined ? await executeHonestly() : canned;
  if (!response.hasHeader("content-type")) response.setHeader("content-type", "application/json");
  response.end(typeof result === "string" ? result : JSON.stringify(result));
}

async function run(schema: GraphQLSchema, body: GraphQLBody, isTrusting: boolean): Promise<unknown> {
  const document = parse(body.query);
  const errors = isTrusting ? [] : validate(schema, document);
  if (errors.length > 0) return { errors };
  const result = await execute({
    schema,
    document,
    variableValues: body.variables ?? null,
    operationName: body.operationName ?? null,
  });
  return result;
}

async function post(
  url: string | undefined,
  request: Parameters<FetchSubgraph>[0],
  signal: AbortSignal,
): Promise<SubgraphResponse> {
  if (url === undefined) throw new TypeError(`expected a started subgraph, got ${request.subgraph}`);
  const { query, operationName, variables } = request;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, operationName, variables }),
      signal,
    });
    return (await response.json()) as SubgraphResponse;
  } catch (cause) {
    throw new GatewayError("SUBGRAPH_FAILED", {}, { cause });
  }
}

/** GraphQL over HTTP for a subgraph: the identity is checked first, then the body is read, then Apollo Server runs it. */

import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { type ApolloServer, HeaderMap } from "@apollo/server";
import { GraphQLError } from "graphql";
import { IDENTITY_HEADER, REQUEST_ID_HEADER } from "../../schema/wire.ts";
import type { CallInfo } from "./call.ts";
import type { SubgraphConfig } from "./config.ts";
import type { Databases } from "./database.ts";
import { verifyIdentity, type Viewer } from "./identity.ts";
import type { Logger } from "./log.ts";

/** What the listener needs. */
export interface HttpOptions<Context extends object> {
  readonly apollo: ApolloServer<Context>;
  readonly config: Pick<SubgraphConfig, "identitySecret">;
  readonly databases: Pick<Databases, "ping">;
  readonly createContext: (viewer: Viewer, call: CallInfo) => Context;
  readonly log: Logger;
  /** Aborts when the process goes down: then it is not ready. */
  readonly stopping: AbortSignal;
}

const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** A refusal before GraphQL begins. */
class HttpRefusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Serves `/graphql`, `/health` (the process lives) and `/ready` (MongoDB answers). Every answer is JSON. */
export function graphqlOverHttp<Context extends object>(options: HttpOptions<Context>): RequestListener {
  return (request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      if (error instanceof HttpRefusal) return refuse(response, error.status, error.code, error.message);
      if (error instanceof GraphQLError) return refuse(response, 401, "UNAUTHENTICATED", error.message);
      if (response.destroyed) return undefined;
      options.log.error({ err: error }, "a request failed");
      return refuse(response, 500, "INTERNAL_SERVER_ERROR", "Something went wrong on our side.");
    });
  };
}

async function answer<Context extends object>(
  options: HttpOptions<Context>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path] = (request.url ?? "/").split("?");
  switch (path) {
    case "/graphql":
      await execute(options, request, response);
      return;
    case "/health":
      return send(response, 200, JSON.stringify({ status: "alive" }));
    case "/ready": {
      const ready = !options.stopping.aborted && (await answers(options.databases));
      return send(response, ready ? 200 : 503, JSON.stringify({ status: ready ? "ready" : "not ready" }));
    }
    default:
      throw new HttpRefusal(404, "NOT_FOUND", "There is nothing at this path.");
  }
}

async function execute<Context extends object>(
  options: HttpOptions<Context>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const viewer = verifyIdentity(request.headers[IDENTITY_HEADER], options.config.identitySecret);
  if (request.method !== "POST") throw new HttpRefusal(405, "BAD_REQUEST", "Use POST.");
  const body = parseBody(await readBody(request));
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const requestId = request.headers[REQUEST_ID_HEADER];
  const call = { requestId: typeof requestId === "string" ? requestId : null, signal: gone.signal };
  const headers = new HeaderMap();
  headers.set("content-type", request.headers["content-type"] ?? "");
  headers.set("accept", request.headers.accept ?? "application/json");
  const result = await options.apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: "POST", headers, search: "", body },
    context: () => Promise.resolve(options.createContext(viewer, call)),
  });
  if (result.body.kind === "chunked") throw new HttpRefusal(406, "BAD_REQUEST", "Incremental delivery is not served.");
  send(response, result.status ?? 200, result.body.string, result.headers.get("content-type"));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const tooLarge = new HttpRefusal(413, "BAD_REQUEST", `The body is larger than ${MAX_BODY_BYTES} bytes.`);
  if (Number(request.headers["content-length"] ?? 0) > MAX_BODY_BYTES) throw tooLarge;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new HttpRefusal(400, "BAD_REQUEST", "The body is not valid JSON.");
  }
}

async function answers(databases: Pick<Databases, "ping">): Promise<boolean> {
  try {
    await databases.ping();
    return true;
  } catch {
    return false;
  }
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  // What is left of a refused body is not read, so the connection cannot be used again.
  if (status === 413) response.setHeader("connection", "close");
  send(response, status, JSON.stringify({ errors: [{ message, extensions: { code } }] }));
}

function send(response: ServerResponse, status: number, body: string, contentType = "application/json"): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { "content-type": contentType, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

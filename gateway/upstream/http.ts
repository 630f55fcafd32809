/** Calls to subgraphs over HTTP: bounded in time, size and connections, and never trusting what comes back. */

import { isUtf8 } from "node:buffer";
import { Pool, type Dispatcher } from "undici";
import { GatewayError } from "../errors.ts";
// oxlint-disable-next-line no-restricted-imports -- the port that this file implements, types only
import type { FetchSubgraph, SubgraphRequest, SubgraphResponse } from "../execute/ports.ts";

/** Where subgraphs are and what a call to them may cost. */
export interface SubgraphClientOptions {
  /** HTTP addresses by subgraph. */
  readonly urls: Readonly<Record<string, string>>;
  /** Budget of one call, its retry included. */
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  /** Connections to one subgraph; further calls wait for one. */
  readonly connections: number;
}

/** Connections to all subgraphs of a supergraph. */
export interface SubgraphClient {
  /** A way to call subgraphs with headers of one request, such as its identity. */
  withHeaders(headers: Readonly<Record<string, string>>): FetchSubgraph;
  /** Closes the connections, and fails the calls under way. */
  close(): Promise<void>;
}

interface Target {
  readonly pool: Pool;
  readonly path: string;
}

/** Opens a client; connections are made when first needed. */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const targets = new Map<string, Target>();
  for (const [subgraph, address] of Object.entries(options.urls)) {
    const url = new URL(address);
    const pool = new Pool(url.origin, {
      connections: options.connections,
      connectTimeout: options.timeoutMs,
      // Our own deadline ends a call; undici's must not end it earlier.
      headersTimeout: options.timeoutMs * 2,
      bodyTimeout: options.timeoutMs * 2,
    });
    targets.set(subgraph, { pool, path: url.pathname + url.search });
  }

  return {
    withHeaders(extra) {
      const headers = ["content-type", "application/json", "accept", "application/json"];
      for (const [name, value] of Object.entries(extra)) headers.push(name, value);
      return async (request, signal) => {
        const target = targets.get(request.subgraph);
        if (target === undefined) throw new TypeError(`expected a subgraph of the supergraph, got ${request.subgraph}`);
        const body = await call(target, headers, request, options, signal);
        return parseResponse(body, request.subgraph);
      };
    },
    async close() {
      await Promise.all([...targets.values()].map(({ pool }) => pool.destroy()));
    },
  };
}

interface RawResponse {
  readonly status: number;
  readonly chunks: readonly Buffer[];
  readonly bytes: number;
}

/** One call, sent again once if it is a query and the connection broke before the answer began. */
async function call(
  target: Target,
  headers: readonly string[],
  request: SubgraphRequest,
  options: SubgraphClientOptions,
  signal: AbortSignal,
): Promise<RawResponse> {
  const { subgraph, query, operationName } = request;
  const body = request.body ?? JSON.stringify({ query, operationName, variables: request.variables });
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new GatewayError("SUBGRAPH_TIMEOUT", { subgraph })), options.timeoutMs);
  const onAbort = (): void => deadline.abort(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    let attempt = 1;
    for (;;) {
      try {
        return await send(target, headers, body, options.maxResponseBytes, deadline.signal);
      } catch (error) {
        deadline.signal.throwIfAborted();
        const mayRetry = request.kind === "query" && attempt === 1;
        if (!mayRetry || !(error instanceof BrokenConnection)) throw translated(error, subgraph);
        attempt += 1;
      }
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

/** The connection ended before a byte of the answer came: a kept one that the subgraph had just closed, as a rule. */
class BrokenConnection extends Error {
  constructor(cause: unknown) {
    super("connection broke before the answer began", { cause });
    this.name = "BrokenConnection";
  }
}

class ResponseTooLarge extends Error {
  constructor(maxBytes: number) {
    super(`answer of more than ${maxBytes} bytes`);
    this.name = "ResponseTooLarge";
  }
}

async function send(
  { pool, path }: Target,
  headers: readonly string[],
  body: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<RawResponse> {
  signal.throwIfAborted();
  return new Promise<RawResponse>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let controller: Dispatcher.DispatchController | undefined;
    let status = 0;
    let bytes = 0;
    const settle = (finish: () => void): void => {
      signal.removeEventListener("abort", onAbort);
      finish();
    };
    const onAbort = (): void => {
      const reason: unknown = signal.reason;
      controller?.abort(reason instanceof Error ? reason : new Error("aborted", { cause: reason }));
      // A call that still waits for a connection has no controller yet.
      reject(reason);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    pool.dispatch(
      { path, method: "POST", headers: headers as string[], body },
      {
        onRequestStart(started) {
          controller = started;
          if (signal.aborted) onAbort();
        },
        onResponseStart(_controller, statusCode) {
          status = statusCode;
        },
        onResponseData(started, chunk) {
          bytes += chunk.length;
          if (bytes > maxBytes) started.abort(new ResponseTooLarge(maxBytes));
          else chunks.push(chunk);
        },
        onResponseEnd() {
          settle(() => resolve({ status, chunks, bytes }));
        },
        onResponseError(_controller, error) {
          const broken = status === 0 && isBrokenConnection(error);
          settle(() => reject(broken ? new BrokenConnection(error) : error));
        },
      },
    );
  });
}

function isBrokenConnection(error: Error): boolean {
  const code = errorCode(error);
  return code === "UND_ERR_SOCKET" || code === "ECONNRESET" || code === "EPIPE";
}

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function translated(cause: unknown, subgraph: string): GatewayError {
  const unreachable = cause instanceof BrokenConnection || UNREACHABLE.has(errorCode(cause) ?? "");
  return new GatewayError(unreachable ? "SUBGRAPH_UNREACHABLE" : "SUBGRAPH_FAILED", { subgraph }, { cause });
}

function errorCode(error: unknown): string | undefined {
  const code: unknown = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

/** @throws GatewayError SUBGRAPH_FAILED unless the answer is a GraphQL response */
function parseResponse({ status, chunks, bytes }: RawResponse, subgraph: string): SubgraphResponse {
  const fail = (why: string, cause?: unknown): GatewayError =>
    new GatewayError(
      "SUBGRAPH_FAILED",
      { subgraph },
      { cause: new Error(`${why} (HTTP status ${status})`, { cause }) },
    );
  // Not passed on to the client as its own failure: it is our identity that the subgraph did not take.
  if (status === 401 || status === 403) throw fail("the subgraph refused the gateway");
  const [first] = chunks;
  const raw = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, bytes);
  if (!isUtf8(raw)) throw fail("the answer is not UTF-8");
  let body: unknown;
  try {
    body = JSON.parse(raw.toString("utf8"));
  } catch (cause) {
    throw fail("the answer is not JSON", cause);
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw fail("the answer is no JSON object");
  if (!("data" in body) && !("errors" in body)) throw fail("the answer has neither data nor errors");
  return body;
}

/** The HTTP server: what is at which path, how slow a client may be, and how it stops. */

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { ERROR_CODES, type ErrorCode, GatewayError } from "../errors.ts";
import type { Admission } from "../limits/admission.ts";
import { type Metric, METRICS_MEDIA_TYPE, renderMetrics } from "../telemetry/metrics.ts";
import type { Log } from "../telemetry/log.ts";
import { beginExchange, type Exchange, respond, respondJson, setCommonHeaders } from "./exchange.ts";
import type { Explorer, ExplorerSetting } from "./explorer.ts";
import { EXPORT_PATHS, type ExportOptions, handleExport } from "./export.ts";
import { type GraphqlEndpoint, handleGraphql } from "./graphql.ts";
import type { RequestSignals } from "./request-signals.ts";

/** What the server serves. */
export interface HttpServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly shutdownTimeoutMs: number;
  /** Over how long the ends of streams are spread at a stop. */
  readonly drainMs: number;
  readonly graphql: GraphqlEndpoint;
  readonly exports: ExportOptions;
  readonly admission: Admission;
  readonly signals: RequestSignals;
  readonly explorer: Explorer;
  readonly explorerSetting: ExplorerSetting;
  /** Names of subgraphs that cannot be reached now. */
  readonly missingSubgraphs: () => Promise<readonly string[]>;
  /** What Prometheus is told. */
  readonly metrics: () => readonly Metric[];
  readonly log: Log;
}

/** A server that listens. */
export interface HttpServer {
  /** Hands upgrades to whoever takes them; they are refused until then. */
  onUpgrade(take: (request: IncomingMessage, socket: Duplex, head: Buffer) => void): void;
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Takes no more requests, ends streams, lets requests finish for the time set, then ends them. */
  close(): Promise<void>;
}

/** Where the GraphQL endpoint is, over HTTP and WebSocket. */
export const GRAPHQL_PATH = "/graphql";
/** How long a client may take to send a request's head, and the whole request. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
/** How often slow clients are looked for. */
const CHECK_INTERVAL_MS = 2_000;

/**
 * Starts the server.
 * @throws Error with Node's `code`, such as EADDRINUSE
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  let phase: "serving" | "stopping" = "serving";
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const exchange = beginExchange(request, response);
    if (phase === "stopping") response.setHeader("connection", "close");
    response.on("error", () => response.destroy());
    route(exchange, options, phase).catch((error: unknown) => {
      const { status, result } = options.graphql.pipeline().presentError(error, exchange.requestId);
      if (response.headersSent) response.destroy();
      else respondJson(exchange, status, result);
    });
  };
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
    },
    onRequest,
  );
  // A client that asks first is answered before it sends a body that is refused.
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    const wanted = Number(request.headers["content-length"] ?? 0) <= options.graphql.maxBodyBytes;
    if (wanted) response.writeContinue();
    onRequest(request, response);
  });
  server.on("clientError", onClientError);
  server.listen(options.port, options.host);
  await once(server, "listening");

  return {
    onUpgrade: (take) => void server.on("upgrade", take),
    url: urlOf(server.address() as AddressInfo),
    async close() {
      if (phase === "stopping") return;
      phase = "stopping";
      const closed = once(server, "close");
      server.close();
      options.signals.abortStreams(options.drainMs);
      const timer = setTimeout(() => options.signals.abortAll(), options.shutdownTimeoutMs);
      await options.admission.drain();
      clearTimeout(timer);
      server.closeIdleConnections();
      // What is left is being written, or belongs to a client that does not read.
      const kill = setTimeout(() => server.closeAllConnections(), 250);
      await closed;
      clearTimeout(kill);
    },
  };
}

async function route(exchange: Exchange, options: HttpServerOptions, phase: "serving" | "stopping"): Promise<void> {
  const { request, response, path } = exchange;
  if (path === GRAPHQL_PATH) {
    await handleGraphql(exchange, options.graphql);
    return;
  }
  setCommonHeaders(exchange);
  const exportFormat = EXPORT_PATHS.get(path);
  if (exportFormat !== undefined) {
    await handleExport(exchange, exportFormat, options.graphql, options.exports);
    return;
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    throw new GatewayError(isKnownPath(path) ? "METHOD_NOT_ALLOWED" : "NOT_FOUND");
  }
  switch (path) {
    case "/health":
      respondJson(exchange, 200, { status: "alive" });
      return;
    case "/ready": {
      if (phase === "stopping") {
        respondJson(exchange, 503, { status: "stopping", missing: [] });
        return;
      }
      const missing = await options.missingSubgraphs();
      const ready = missing.length === 0;
      respondJson(exchange, ready ? 200 : 503, { status: ready ? "ready" : "unready", missing });
      return;
    }
    case "/metrics":
      respond(exchange, 200, { "content-type": METRICS_MEDIA_TYPE }, renderMetrics(options.metrics()));
      return;
    case "/explorer-config.json":
      respondJson(exchange, 200, options.explorerSetting);
      return;
    default:
      if (await options.explorer.serve(exchange)) return;
      throw new GatewayError("NOT_FOUND");
  }
}

function isKnownPath(path: string): boolean {
  return ["/", "/health", "/ready", "/metrics", "/explorer-config.json"].includes(path);
}

/** Answers what is no HTTP request, or comes too slowly: there is no response object then. */
function onClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  let code: ErrorCode = "BAD_REQUEST";
  let status: number = ERROR_CODES.BAD_REQUEST.status;
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") {
    code = "REQUEST_TIMEOUT";
    status = ERROR_CODES.REQUEST_TIMEOUT.status;
  } else if (error.code === "HPE_HEADER_OVERFLOW") {
    status = 431;
  }
  const body = JSON.stringify({ errors: [new GatewayError(code).toGraphQL()] });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n` +
      "Content-Type: application/json; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n" +
      `Connection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

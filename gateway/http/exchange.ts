/** One request and its response, and how responses are written. */

import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { REQUEST_ID_HEADER } from "../../schema/wire.ts";

/** A request under way. No header of its response is set before something calls for one. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The client's own id where it sent a sane one, else ours. The response carries it. */
  readonly requestId: string;
  readonly path: string;
  /** What stands behind `?`, without it. */
  readonly search: string;
}

/** How long a client may go on sending a body that nobody wants, so that it gets to read why. */
const LINGER_MS = 1_000;
/** Bodies up to this size are cheaper to copy than to write apart. */
const MAX_JOINED_BYTES = 4096;

/** Begins an exchange. */
export function beginExchange(request: IncomingMessage, response: ServerResponse): Exchange {
  const requestId = requestIdOf(request);
  const target = originForm(request.url ?? "/");
  const at = target.indexOf("?");
  return {
    request,
    response,
    requestId,
    path: at === -1 ? target : target.slice(0, at),
    search: at === -1 ? "" : target.slice(at + 1),
  };
}

/** Sets the headers that every response has; for those that `respond` does not write. */
export function setCommonHeaders({ response, requestId }: Exchange): void {
  response.setHeader(REQUEST_ID_HEADER, requestId);
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("cache-control", "no-store");
}

/** A request's target without the scheme and host that proxies send (RFC 9112, section 3.2.2). */
function originForm(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?]*/i, "");
  return path.startsWith("/") ? path : `/${path}`;
}

/** The id of a request: its `x-request-id` where that is short and of plain characters, else a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers[REQUEST_ID_HEADER];
  return typeof given === "string" && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}

/**
 * Writes a whole response, with the headers that every response has. Nothing happens when the client has gone or the response has begun.
 * @param onSent called when the body was handed to the platform as a whole; it is not read any more then
 */
export function respond(
  exchange: Exchange,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
  onSent?: () => void,
): void {
  const { request, response } = exchange;
  if (response.headersSent || response.destroyed) return;
  if (onSent !== undefined) {
    response.once("finish", () => {
      if (!response.destroyed) onSent();
    });
  }
  const isWhole = request.complete || !hasBody(request);
  if (isWhole && response.getHeaderNames().length === 0) {
    response.writeHead(status, headerList(exchange, headers, body));
  } else {
    setCommonHeaders(exchange);
    response.statusCode = status;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader("content-length", Buffer.byteLength(body));
  }
  if (isWhole) endWith(response, body);
  else respondEarly(request, response, body);
}

/** All headers as names and values in turn: where none was set apart, that costs a third. */
function headerList(
  { requestId }: Exchange,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
): (string | number)[] {
  const list: (string | number)[] = [REQUEST_ID_HEADER, requestId, "x-content-type-options", "nosniff"];
  list.push("cache-control", "no-store");
  for (const name in headers) list.push(name, headers[name] ?? "");
  list.push("content-length", Buffer.byteLength(body));
  return list;
}

/**
 * A small body goes out with its head in one write, as Node does with text only; these characters are its bytes. What follows a
 * first chunk in the same turn of Node would make it two: so it is flushed before the end is told.
 */
function endWith(response: ServerResponse, body: string | Buffer): void {
  const { socket } = response;
  if (socket === null || typeof body === "string" || body.length === 0 || body.length > MAX_JOINED_BYTES) {
    response.end(body);
    return;
  }
  socket.cork();
  response.write(body.toString("latin1"), "latin1");
  socket.uncork();
  response.end();
}

/** Writes JSON that is no GraphQL response. */
export function respondJson(exchange: Exchange, status: number, value: unknown): void {
  respond(exchange, status, { "content-type": "application/json; charset=utf-8" }, JSON.stringify(value));
}

/**
 * Answers while the client still sends. Closing at once would reset the connection, and the client might never read the answer;
 * so what it sends is thrown away for a moment, and then the connection is closed.
 */
function respondEarly(request: IncomingMessage, response: ServerResponse, body: string | Buffer): void {
  response.setHeader("connection", "close");
  response.write(body);
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  request.once("end", end);
  request.once("close", end);
  request.resume();
}

function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}

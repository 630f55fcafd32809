/**
 * The GraphQL endpoint: GraphQL over HTTP, working draft of 2025.
 * Statuses are those of `errors.ts` under either media type, as the draft allows for `application/json`.
 * No cookie and no other ambient credential is taken, and a browser asks before it sends `Authorization` to another site, so a
 * request that a foreign page can send unasked is answered 401; foreign origins are refused besides.
 */

import type { FormattedExecutionResult } from "graphql";
import { OperationTypeNode } from "graphql";
import { bearerToken } from "../auth/token-verifier.ts";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import type { OperationRequest } from "../operation.ts";
import { checkBodyHeaders, parseJson, readJson } from "./body.ts";
import { type Exchange, respond } from "./exchange.ts";
import { type AnswerType, negotiate } from "./negotiate.ts";
import type { HandleSse, Pipeline, RequestParameters } from "./pipeline.ts";
import { statusOf } from "./present.ts";
import type { RequestSignals } from "./request-signals.ts";

/** What the endpoint needs. */
export interface GraphqlEndpoint {
  readonly pipeline: Pipeline;
  readonly signals: RequestSignals;
  readonly maxBodyBytes: number;
  readonly requestTimeoutMs: number;
  /** Answers over server-sent events. */
  readonly handleSse: HandleSse;
}

const METHODS = "GET, POST, OPTIONS";

/** Answers one request to the endpoint. It settles when the response is written, and does not throw. */
export async function handleGraphql(exchange: Exchange, endpoint: GraphqlEndpoint): Promise<void> {
  const { request, requestId } = exchange;
  let answerType: AnswerType | null = null;
  try {
    const { origin, host } = request.headers;
    if (!endpoint.pipeline.allowsOrigin(origin, host)) throw new GatewayError("CSRF_PREVENTED");
    if (origin !== undefined) allowOrigin(exchange, origin);
    if (request.method === "OPTIONS") {
      respond(exchange, 204, { allow: METHODS }, "");
      return;
    }
    if (request.method !== "GET" && request.method !== "POST") throw methodNotAllowed(exchange, METHODS);
    answerType = negotiate(request.headers.accept);
    if (answerType === null) throw new GatewayError("NOT_ACCEPTABLE");
    await answer(exchange, endpoint, answerType);
  } catch (error) {
    const { status, result } = endpoint.pipeline.presentError(error, requestId);
    respondResult(exchange, status, answerType ?? "application/json", result);
  }
}

async function answer(exchange: Exchange, endpoint: GraphqlEndpoint, answerType: AnswerType): Promise<void> {
  const { request } = exchange;
  const { pipeline } = endpoint;
  if (request.method === "POST") checkBodyHeaders(request, endpoint.maxBodyBytes);
  const principal = await pipeline.authenticate(bearerToken(request.headers.authorization));
  const parameters = await readParameters(exchange, endpoint);
  const leave = pipeline.admit();
  try {
    const operation = pipeline.prepare(parameters, principal);
    const kind = operation.prepared.operation.operation;
    if (request.method === "GET" && kind === OperationTypeNode.MUTATION) {
      throw methodNotAllowed(exchange, "POST", "A mutation must be sent by POST.");
    }
    if (answerType === "text/event-stream") {
      // A stream lasts: it must not hold a place of those who come and go.
      if (kind === OperationTypeNode.SUBSCRIPTION) leave();
      await stream(exchange, endpoint, operation, principal);
    } else if (kind === OperationTypeNode.SUBSCRIPTION) {
      throw new GatewayError("SUBSCRIPTION_TRANSPORT_REQUIRED");
    } else {
      await execute(exchange, endpoint, operation, principal, answerType);
    }
  } finally {
    leave();
  }
}

async function readParameters(exchange: Exchange, endpoint: GraphqlEndpoint): Promise<RequestParameters> {
  const { request, search } = exchange;
  if (request.method === "POST")
    return endpoint.pipeline.readParameters(await readJson(request, endpoint.maxBodyBytes));
  const given = new URLSearchParams(search);
  const json = (name: string): unknown => {
    const text = given.get(name);
    return text === null || text === "" ? undefined : parseJson(text);
  };
  return endpoint.pipeline.readParameters({
    query: given.get("query"),
    operationName: given.get("operationName"),
    variables: json("variables"),
    extensions: json("extensions"),
  });
}

async function execute(
  exchange: Exchange,
  { pipeline, signals, requestTimeoutMs }: GraphqlEndpoint,
  operation: OperationRequest,
  principal: Principal,
  answerType: AnswerType,
): Promise<void> {
  const { requestId, response } = exchange;
  const span = signals.open(response, requestTimeoutMs);
  try {
    const context = { requestId, principal, signal: span.signal };
    const result = pipeline.present(await span.orAborted(pipeline.engine.execute(operation, context)), requestId);
    respondResult(exchange, statusOf(result), answerType, result);
  } finally {
    span.close();
  }
}

async function stream(
  exchange: Exchange,
  { pipeline, signals, requestTimeoutMs, handleSse }: GraphqlEndpoint,
  operation: OperationRequest,
  principal: Principal,
): Promise<void> {
  const { request, response, requestId } = exchange;
  const lasts = operation.prepared.operation.operation === OperationTypeNode.SUBSCRIPTION;
  const giveBack = lasts ? pipeline.admitSubscription(principal) : undefined;
  const span = lasts ? signals.openStream(response) : signals.open(response, requestTimeoutMs);
  try {
    await handleSse(request, response, operation, { requestId, principal, signal: span.signal }, pipeline);
  } finally {
    giveBack?.();
    span.close();
  }
}

function respondResult(
  exchange: Exchange,
  status: number,
  answerType: AnswerType,
  result: FormattedExecutionResult,
): void {
  // Errors are JSON also for whom asked for an event stream: no stream was begun.
  const mediaType = answerType === "text/event-stream" ? "application/json" : answerType;
  const headers: Record<string, string> = { "content-type": `${mediaType}; charset=utf-8` };
  if (status === 401) headers["www-authenticate"] = challenge(exchange);
  if (status === 503) headers["retry-after"] = "1";
  respond(exchange, status, headers, JSON.stringify(result));
}

/** What a client without a good token is told to send (RFC 6750, section 3). */
function challenge({ request }: Exchange): string {
  const realm = 'Bearer realm="graph"';
  return request.headers.authorization === undefined ? realm : `${realm}, error="invalid_token"`;
}

function allowOrigin({ request, response }: Exchange, origin: string): void {
  response.setHeader("access-control-allow-origin", origin);
  response.setHeader("access-control-expose-headers", "x-request-id, retry-after, www-authenticate");
  response.setHeader("vary", "origin");
  if (request.method !== "OPTIONS") return;
  response.setHeader("access-control-allow-methods", "GET, POST");
  response.setHeader("access-control-allow-headers", "authorization, content-type, x-request-id, last-event-id");
  response.setHeader("access-control-max-age", "600");
}

function methodNotAllowed({ response }: Exchange, allow: string, message?: string): GatewayError {
  response.setHeader("allow", allow);
  return new GatewayError("METHOD_NOT_ALLOWED", {}, message === undefined ? {} : { message });
}
